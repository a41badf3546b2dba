/** Notes of many hands: consults, nursing notes, referral letters, telegraphic and long-winded. */
import type { WholeNote } from "./whole-note.ts";

export const variedNotes: readonly WholeNote[] = [
  {
    name: "a nursing note",
    note: "Pt 83 y.o. female, alert & oriented x3. VS: T 36.8, P 84, R 18, BP 132/70, SpO2 96% RA. Hx HTN, DM2, CVA. Fall precautions. Awaiting SNF placement.",
    expected: {
      age: 83,
      gender: "Female",
      systolic_bp: 132,
      diastolic_bp: 70,
      diabetes: 1,
      hypertension: 1,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a referral letter",
    note: "Dear Dr. Smith, thank you for seeing this pleasant 66-year-old gentleman. He has been treated for hypertension since 2009. He has never had diabetes. His body mass index is 28.4 and his blood pressure was 146/82 mmHg when I saw him. He takes four different medications.",
    expected: {
      age: 66,
      gender: "Male",
      systolic_bp: 146,
      diastolic_bp: 82,
      bmi: 28.4,
      diabetes: 0,
      hypertension: 1,
      medication_count: 4,
    },
  },
  {
    name: "a telegraphic note",
    note: "54F DM2 HTN HLD p/w CP r/o MI. BP 168/98. Trop neg x2. d/c home.",
    expected: {
      age: 54,
      gender: "Female",
      systolic_bp: 168,
      diastolic_bp: 98,
      diabetes: 1,
      hypertension: 1,
      discharge_destination: "Home",
    },
  },
  {
    name: "a hyphenated stay",
    note: "Following a 12-day hospitalization for sepsis, this 77-year-old widow was discharged to a long-term care facility. Her diabetes was well controlled.",
    expected: {
      age: 77,
      gender: "Female",
      diabetes: 1,
      length_of_stay: 12,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a consult in sections of one line",
    note: `HPI: Mr. Brown is a 69 yo man with chest pain.
PMH: CAD, COPD, type II diabetes mellitus
FH: mother - hypertension, father - MI
SH: former smoker
Meds: aspirin, metoprolol, metformin, tiotropium
Exam: BP 124/72, HR 68. BMI 33.
Plan: cath tomorrow`,
    expected: {
      age: 69,
      gender: "Male",
      systolic_bp: 124,
      diastolic_bp: 72,
      bmi: 33,
      diabetes: 1,
      medication_count: 4,
    },
  },
  {
    name: "an admission and discharge with 'until'",
    note: "Ms. Lee (age 47) was an inpatient from 5/2/2023 until 5/6/2023. Discharged: home. Does not have diabetes mellitus. Hypertension controlled on amlodipine.",
    expected: {
      age: 47,
      gender: "Female",
      diabetes: 0,
      hypertension: 1,

      length_of_stay: 4,
      discharge_destination: "Home",
    },
  },
  {
    name: "a sentence of history without verbs",
    note: "History: hypertension, hyperlipidemia. Negative for diabetes. 60 years old. Male.",
    expected: { age: 60, gender: "Male", diabetes: 0, hypertension: 1 },
  },
  {
    name: "no known history",
    note: "75-year-old female with no known history of diabetes or hypertension, TC 240, BMI of 22.",
    expected: { age: 75, gender: "Female", bmi: 22, cholesterol: 240, diabetes: 0, hypertension: 0 },
  },
  {
    name: "a pregnant patient's other hypertension",
    note: "28yo F G1P0 with gestational diabetes and pregnancy-induced hypertension. BP 138/88.",
    expected: { age: 28, gender: "Female", systolic_bp: 138, diastolic_bp: 88 },
  },
  {
    name: "resolution",
    note: "His hypertension has resolved after weight loss. 50-year-old male, BMI down to 26.5 from 35.",
    expected: { age: 50, gender: "Male", bmi: 26.5, hypertension: 0 },
  },
  {
    name: "a weight lost and a weight measured",
    note: "He lost 20 lb. Current weight 85 kg, height 180 cm. 43 yo male. Cholesterol was 188.",
    expected: { age: 43, gender: "Male", bmi: 26.2, cholesterol: 188 },
  },
  {
    name: "years since a diagnosis",
    note: "Diabetic for 20 years, hypertensive for 10 years. Age: 71 years. Sex: Female.",
    expected: { age: 71, gender: "Female", diabetes: 1, hypertension: 1 },
  },
  {
    name: "things that are some years old",
    note: "He has a 5-year-old pacemaker and quit smoking at age 40. He is 68 years old.",
    expected: { age: 68, gender: "Male" },
  },
  {
    name: "a temperature in Fahrenheit",
    note: "Temp 98 F, BP 120/78. Patient is a 32-year-old male.",
    expected: { age: 32, gender: "Male", systolic_bp: 120, diastolic_bp: 78 },
  },
  {
    name: "dates and fractions that are no pressure",
    note: "Strength 5/5. Seen 10/12/2023. Pain 7/10. 61-year-old female. B/P: 130/85.",
    expected: { age: 61, gender: "Female", systolic_bp: 130, diastolic_bp: 85 },
  },
  {
    name: "rehabilitation within a nursing facility",
    note: "88 y/o M s/p hip fracture. Discharged to skilled nursing facility for rehab. LOS 6.",
    expected: { age: 88, gender: "Male", length_of_stay: 6, discharge_destination: "Nursing_Facility" },
  },
  {
    name: "home with outpatient rehab",
    note: "62 y/o F discharged home with outpatient cardiac rehab. Stay: 3 nights. Stayed 3 days.",
    expected: { age: 62, gender: "Female", length_of_stay: 3, discharge_destination: "Home" },
  },
  {
    name: "subacute rehab",
    note: "Plan: d/c to subacute rehab tomorrow. 80yoF.",
    expected: { age: 80, gender: "Female", discharge_destination: "Rehab" },
  },
  {
    name: "lives at home",
    note: "81-year-old man lives at home with wife. Admitted for pneumonia.",
    expected: { age: 81, gender: "Male" },
  },
  {
    name: "a discharge that is a symptom",
    note: "34-year-old woman with vaginal discharge at home for 3 days.",
    expected: { age: 34, gender: "Female" },
  },
  {
    name: "overnight observation",
    note: "45M observed overnight and discharged home.",
    expected: { age: 45, gender: "Male", length_of_stay: 1, discharge_destination: "Home" },
  },
  {
    name: "number words in compounds",
    note: "A forty-five-year-old woman takes twelve medications and was hospitalized for twenty-one days.",
    expected: { age: 45, gender: "Female", medication_count: 12, length_of_stay: 21 },
  },
  {
    name: "uncertain and certain mentions",
    note: "Initially thought to have diabetes; A1c normal, diabetes ruled out. Known hypertensive. 52/M.",
    expected: { age: 52, gender: "Male", diabetes: 0, hypertension: 1 },
  },
  {
    name: "neither nor",
    note: "The patient has neither diabetes nor hypertension. He is a 41-year-old male.",
    expected: { age: 41, gender: "Male", diabetes: 0, hypertension: 0 },
  },
  {
    name: "without",
    note: "57 year-old Hispanic female without diabetes, with longstanding HTN.",
    expected: { age: 57, gender: "Female", diabetes: 0, hypertension: 1 },
  },
  {
    name: "a type 1 diabetic with an insulin pump",
    note: "24-year-old T1DM on insulin pump, female. Cholesterol 4.1 mmol/l.",
    expected: { age: 24, gender: "Female", cholesterol: 158.5, diabetes: 1 },
  },
  {
    name: "a wrapped line in a denial",
    note: "She has no history of stroke, heart attack, asthma, seizures,\ndiabetes, or hypertension. She is 58 years old.",
    expected: { age: 58, gender: "Female", diabetes: 0, hypertension: 0 },
  },
  {
    name: "a transgender patient",
    note: "Transgender woman, 36 y/o, on estradiol. BP 116/74.",
    expected: { age: 36, gender: "Other", systolic_bp: 116, diastolic_bp: 74 },
  },
  {
    name: "a hypertensive emergency",
    note: "64-year-old man admitted with hypertensive emergency, BP 220/130 on arrival, 150/90 at discharge after four days in hospital.",
    expected: {
      age: 64,
      gender: "Male",
      systolic_bp: 150,
      diastolic_bp: 90,
      hypertension: 1,
      length_of_stay: 4,
    },
  },
  {
    name: "a medication table",
    note: "MEDICATIONS ON DISCHARGE:\n1) Metformin 850 mg PO BID\n2) Lisinopril 10 mg PO daily\n3) Aspirin 81 mg PO daily\n4) Simvastatin 40 mg PO QHS\n5) Tylenol 650 mg PRN pain\n\nFOLLOW-UP: PCP in 1 week\nDISCHARGE DISPOSITION: Home with services",
    expected: { medication_count: 5, discharge_destination: "Home" },
  },
  {
    name: "a vitals table",
    note: "Vital Signs\nBlood pressure: 118/76\nPulse: 64\nHeight: 170 cm\nWeight: 65 kg\n\nPatient: female, 40 years",
    expected: { age: 40, gender: "Female", systolic_bp: 118, diastolic_bp: 76, bmi: 22.5 },
  },
  {
    name: "German-style decimal commas and units",
    note: "BMI 27,5. RR 18. BP: 135 / 85 mm Hg. 49-year-old male patient.",
    expected: { age: 49, gender: "Male", systolic_bp: 135, diastolic_bp: 85, bmi: 27.5 },
  },
  { name: "an empty note", note: "", expected: {} },
  { name: "a note without any of it", note: "Follow up in two weeks. Wound clean.", expected: {} },
];
