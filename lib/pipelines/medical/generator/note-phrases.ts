/**
 * The wording of generated notes, as data: for each style the phrases that tell a fact, one of which is taken, and
 * phrases that tell nothing and must not be taken for something: relatives' illnesses, denied complaints, what was
 * ruled out. `{age}` and the like are put in by write-note.ts. A style joins its phrases as its writers do.
 */
export interface NoteStyle {
  readonly name: string;
  readonly joint: string;
  /** Age and gender in one, by gender where a style has another word for each. */
  readonly opening: readonly string[];
  readonly diabetes: Readonly<Record<0 | 1, readonly string[]>>;
  readonly hypertension: Readonly<Record<0 | 1, readonly string[]>>;
  readonly bloodPressure: readonly string[];
  readonly cholesterol: readonly string[];
  readonly cholesterolMolar: readonly string[];
  readonly bmi: readonly string[];
  /** The body mass index as weight and height, metric and in pounds and inches. */
  readonly weightAndHeight: readonly string[];
  readonly poundsAndInches: readonly string[];
  readonly medicationCount: readonly string[];
  readonly lengthOfStay: readonly string[];
  readonly destination: readonly string[];
  readonly leftToOther: readonly string[];
  readonly nothing: readonly string[];
}

/** What discharges lead to, in the words of any style. */
export const PLACES = {
  Home: ["home", "home with family", "home with home health services"],
  Nursing_Facility: ["a skilled nursing facility", "a nursing home", "SNF", "a long-term care facility"],
  Rehab: ["acute rehab", "an inpatient rehabilitation facility", "subacute rehab"],
  Other: ["an assisted living facility", "another hospital", "a group home"],
} as const;

const PROSE: NoteStyle = {
  name: "prose",
  joint: " ",
  opening: [
    "The patient is a {age}-year-old {noun} who was admitted from the emergency department.",
    "{age} year old {noun} seen on the medical ward.",
    "This is a {age} y/o {noun} admitted with worsening shortness of breath.",
    "I saw this pleasant {age}-year-old {noun} on rounds today.",
  ],
  diabetes: {
    1: [
      "{Subject} has type 2 diabetes mellitus.",
      "Past history is notable for diabetes.",
      "{Subject} has been diabetic for many years.",
      "Known diabetes mellitus, followed by endocrinology.",
    ],
    0: [
      "{Subject} does not have diabetes.",
      "There is no history of diabetes.",
      "{Subject} is not diabetic.",
    ],
  },
  hypertension: {
    1: [
      "{Subject} has a history of hypertension.",
      "Hypertension was addressed during the admission.",
      "{Subject} also has high blood pressure.",
    ],
    0: [
      "There is no history of hypertension.",
      "{Subject} denies hypertension.",
      "{Subject} has never had high blood pressure.",
    ],
  },
  bloodPressure: [
    "Blood pressure was {systolic}/{diastolic} mmHg.",
    "On examination the blood pressure is {systolic}/{diastolic}.",
  ],
  cholesterol: [
    "Total cholesterol was {cholesterol} mg/dL.",
    "The last total cholesterol was {cholesterol}.",
  ],
  cholesterolMolar: ["Total cholesterol was {cholesterol} mmol/L."],
  bmi: ["Body mass index is {bmi}.", "BMI was {bmi} kg/m2."],
  weightAndHeight: ["Weight was {weight} kg and height {height} cm."],
  poundsAndInches: ["{Subject} weighs {weight} lbs with a height of {height} inches."],
  medicationCount: [
    "{Subject} takes {count}.",
    "{Subject} was discharged on {count}.",
    "Currently on {count}.",
  ],
  lengthOfStay: [
    "The length of stay was {days}.",
    "{Subject} was hospitalized for {days}.",
    "After a hospital stay of {days} the wound was dry.",
  ],
  destination: [
    "{Subject} was discharged to {place}.",
    "The patient is being discharged to {place} today.",
    "Disposition: {place}.",
  ],
  leftToOther: ["{Subject} left against medical advice."],
  nothing: [
    "{Possessive} mother had diabetes and hypertension.",
    "Family history is significant for diabetes in a brother.",
    "{Possessive} father had hypertension.",
    "{Subject} denies chest pain and fever.",
    "Pneumonia was ruled out by chest radiograph.",
    "There was no evidence of deep vein thrombosis.",
    "{Subject} had an appendectomy as a teenager.",
    "Return to the clinic if fever develops.",
  ],
};

const TERSE: NoteStyle = {
  name: "terse",
  joint: " ",
  opening: [
    "{age} y/o {letter}.",
    "Pt is a {age}yo {letter}, alert and oriented x3.",
    "{age} y.o. {noun}, NAD.",
  ],
  diabetes: {
    1: ["PMH DM2.", "Hx of T2DM.", "+ DM type 2."],
    0: ["No DM.", "Denies DM.", "No hx of diabetes."],
  },
  hypertension: { 1: ["Hx of HTN.", "PMHx HTN."], 0: ["No HTN.", "Denies hx of HTN."] },
  bloodPressure: ["BP {systolic}/{diastolic}.", "VS: BP {systolic}/{diastolic}, afebrile."],
  cholesterol: ["Total chol {cholesterol}.", "TC {cholesterol} mg/dL."],
  cholesterolMolar: ["TC {cholesterol} mmol/L."],
  bmi: ["BMI {bmi}.", "BMI: {bmi} kg/m2."],
  weightAndHeight: ["Wt {weight} kg, ht {height} cm."],
  poundsAndInches: ["Wt {weight} lb, ht {height} in."],
  medicationCount: ["On {count}.", "Takes {count}.", "Discharged on {count}."],
  lengthOfStay: ["LOS {days}.", "LOS: {days}.", "Hospitalized x {days}."],
  destination: ["D/c to {place}.", "Discharged to {place}.", "Dispo: {place}."],
  leftToOther: ["Pt left AMA."],
  nothing: [
    "Mother has DM2.",
    "Father had HTN and MI.",
    "No CP, no SOB.",
    "R/o MI, trop neg x2.",
    "Denies tobacco.",
    "f/u PCP 1 wk.",
    "NKDA.",
  ],
};

const SECTIONS: NoteStyle = {
  name: "sections",
  joint: "\n",
  opening: [
    "Age: {age}  Sex: {gender}",
    "PATIENT: {age}-year-old {noun}",
    "Age: {age} years\nGender: {gender}",
  ],
  diabetes: {
    1: ["Past medical history: diabetes mellitus type 2.", "Diagnoses: diabetes."],
    0: ["Past medical history: negative for diabetes.", "Endocrine: no diabetes."],
  },
  hypertension: {
    1: ["Cardiovascular history: hypertension.", "Problem list: hypertension, osteoarthritis."],
    0: [
      "Cardiovascular history: no hypertension.",
      "Problem list: osteoarthritis. Negative for hypertension.",
    ],
  },
  bloodPressure: [
    "Vital signs: BP {systolic}/{diastolic}, pulse regular.",
    "Blood pressure: {systolic}/{diastolic} mmHg",
  ],
  cholesterol: ["Labs: total cholesterol {cholesterol} mg/dL.", "Cholesterol: {cholesterol}"],
  cholesterolMolar: ["Labs: total cholesterol {cholesterol} mmol/L."],
  bmi: ["BMI: {bmi}", "Body mass index: {bmi} kg/m2"],
  weightAndHeight: ["Weight: {weight} kg. Height: {height} cm."],
  poundsAndInches: ["Weight: {weight} lbs. Height: {height} in."],
  medicationCount: ["Medications at discharge: {count}.", "Number of medications: {number}"],
  lengthOfStay: ["Length of stay: {days}", "Hospital course: admitted for {days}."],
  destination: ["Discharge disposition: {place}", "Disposition: {place}."],
  leftToOther: ["Disposition: left against medical advice."],
  nothing: [
    "Family history: mother with diabetes, father with hypertension.",
    "Review of systems: denies chest pain, fever or chills.",
    "Allergies: no known drug allergies.",
    "Social history: former smoker, lives with spouse.",
    "Assessment: pulmonary embolism ruled out.",
  ],
};

export const NOTE_STYLES: readonly NoteStyle[] = [PROSE, TERSE, SECTIONS];
