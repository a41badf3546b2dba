/** SOAP notes, clinic and emergency notes: abbreviated, negated, contradictory. */
import type { WholeNote } from "./whole-note.ts";

export const progressNotes: readonly WholeNote[] = [
  {
    name: "a SOAP note",
    note: `S: 67 yo F c/o SOB x 2 days. Denies CP, fever, chills.
O: BP 156/94 HR 88 RR 18 T 37.2 O2 94% RA. Wt 82 kg, Ht 165 cm.
A: CHF exacerbation. HTN, poorly controlled. T2DM.
P: Lasix 40 mg IV. F/u in 1 week.`,
    expected: {
      age: 67,
      gender: "Female",
      systolic_bp: 156,
      diastolic_bp: 94,
      bmi: 30.1,
      diabetes: 1,
      hypertension: 1,
    },
  },
  {
    name: "a family history of diabetes",
    note: "45 year old male. Family history: mother with diabetes, father with hypertension. No personal history of diabetes or hypertension.",
    expected: { age: 45, gender: "Male", diabetes: 0, hypertension: 0 },
  },
  {
    name: "a family history and nothing else",
    note: "Pt is a 33 y/o woman with migraine. FHx: DM in mother, HTN in both parents.",
    expected: { age: 33, gender: "Female" },
  },
  {
    name: "the ages and conditions of relatives",
    note: "His mother died at age 82 of diabetes. His father, 80 years old, has hypertension. The patient is a 54-year-old man with gout.",
    expected: { age: 54, gender: "Male" },
  },
  {
    name: "a suspicion, and screening",
    note: "Female, 39 years old. Possible diabetes, A1c pending. Screening for hypertension discussed. BP 124/78.",
    expected: { age: 39, gender: "Female", systolic_bp: 124, diastolic_bp: 78 },
  },
  {
    name: "conditions that are ruled out",
    note: "62yoM. Diabetes was ruled out with an A1c of 5.2. HTN: denies.",
    expected: { age: 62, gender: "Male", diabetes: 0, hypertension: 0 },
  },
  {
    name: "other hypertensions and other diabetes",
    note: "51-year-old female with pulmonary hypertension, diabetes insipidus, and a history of gestational diabetes. Prediabetes noted.",
    expected: { age: 51, gender: "Female" },
  },
  {
    name: "complications denied in a diabetic",
    note: "Diabetic patient, 58 years old, male. No diabetic retinopathy or neuropathy. Denies hypertension.",
    expected: { age: 58, gender: "Male", diabetes: 1, hypertension: 0 },
  },
  {
    name: "nothing but complications denied",
    note: "A 47 y/o male. No diabetic foot ulcers on exam.",
    expected: { age: 47, gender: "Male" },
  },
  {
    name: "pounds and feet",
    note: "Weight: 180 lbs. Height: 5'10\". Vitals: 120/80, pulse 70. 36 y/o male.",
    expected: { age: 36, gender: "Male", systolic_bp: 120, diastolic_bp: 80, bmi: 25.8 },
  },
  {
    name: "feet and inches in words",
    note: "She is 5 feet 4 inches tall and weighs 150 pounds. Age 29. Gender: F.",
    expected: { age: 29, gender: "Female", bmi: 25.7 },
  },
  {
    name: "metres",
    note: "Ht 1.80 m, Wt 97.2 kg. 61-year-old man, nonsmoker, nondiabetic.",
    expected: { age: 61, gender: "Male", bmi: 30, diabetes: 0 },
  },
  {
    name: "a given BMI beside weight and height",
    note: "Wt 90 kg, Ht 170 cm, BMI 31.1. Female aged 48.",
    expected: { age: 48, gender: "Female", bmi: 31.1 },
  },
  {
    name: "blood pressure goals",
    note: "68 yo male with HTN. Goal BP < 130/80. BP today 148/86. Cholesterol goal < 200; total cholesterol 231.",
    expected: {
      age: 68,
      gender: "Male",
      systolic_bp: 148,
      diastolic_bp: 86,
      cholesterol: 231,
      hypertension: 1,
    },
  },
  {
    name: "an earlier blood pressure in parentheses",
    note: "BP today 132/78 (was 160/95 in March). 57F with hypertension, on lisinopril.",
    expected: {
      age: 57,
      gender: "Female",
      systolic_bp: 132,
      diastolic_bp: 78,
      hypertension: 1,
    },
  },
  {
    name: "impossible values",
    note: "Age: 250. BP 400/10. BMI 3. Male patient. Cholesterol 5000.",
    expected: { gender: "Male" },
  },
  {
    name: "lipid fractions",
    note: "Lipids: total cholesterol 187, LDL cholesterol 110, HDL cholesterol 45, triglycerides 160. 70 y.o. F",
    expected: { age: 70, gender: "Female", cholesterol: 187 },
  },
  {
    name: "only lipid fractions",
    note: "LDL cholesterol 140 mg/dL. HDL-cholesterol 38. 66-year-old man.",
    expected: { age: 66, gender: "Male" },
  },
  {
    name: "cholesterol in mmol/L",
    note: "Total cholesterol 5.2 mmol/L. 59-year-old woman.",
    expected: { age: 59, gender: "Female", cholesterol: 201.1 },
  },
  {
    name: "a statin beside the word cholesterol",
    note: "Takes atorvastatin 10 mg for cholesterol 10 mg nightly. 72M with CAD.",
    expected: { age: 72, gender: "Male" },
  },
  {
    name: "misspellings",
    note: "80 yr old femal pt, she has hypertention and diabetis. takes 7 medicaitons.",
    expected: { age: 80, gender: "Female", diabetes: 1, hypertension: 1, medication_count: 7 },
  },
  {
    name: "lower case without stops",
    note: "pt is 77 yo male with htn and dm bp 145/90 on 8 meds",
    expected: {
      age: 77,
      gender: "Male",
      systolic_bp: 145,
      diastolic_bp: 90,
      diabetes: 1,
      hypertension: 1,
      medication_count: 8,
    },
  },
  {
    name: "capitals throughout",
    note: "PATIENT IS A 64 YEAR OLD FEMALE WITH HYPERTENSION. NO DIABETES. BLOOD PRESSURE 138/84. SHE TAKES NO MEDICATIONS.",
    expected: {
      age: 64,
      gender: "Female",
      systolic_bp: 138,
      diastolic_bp: 84,
      diabetes: 0,
      hypertension: 1,
      medication_count: 0,
    },
  },
  {
    name: "pronouns alone",
    note: "She presented with chest pain. Her troponin was negative and she felt well. She denies diabetes.",
    expected: { gender: "Female", diabetes: 0 },
  },
  {
    name: "a nonbinary patient",
    note: "Nonbinary patient, 31 years old, presents with asthma. BP 110/70.",
    expected: { age: 31, gender: "Other", systolic_bp: 110, diastolic_bp: 70 },
  },
  {
    name: "gender: other",
    note: "Gender: Other. Age: 42. Non-diabetic, no HTN.",
    expected: { age: 42, gender: "Other", diabetes: 0, hypertension: 0 },
  },
  {
    name: "a son and his mother at the bedside",
    note: "52-year-old man brought in by his wife. She reports he has diabetes.",
    expected: { age: 52, gender: "Male", diabetes: 1 },
  },
  {
    name: "systolic and diastolic apart",
    note: "SBP 144, DBP 92. 73-year-old lady with high blood pressure.",
    expected: { age: 73, gender: "Female", systolic_bp: 144, diastolic_bp: 92, hypertension: 1 },
  },
  {
    name: "check boxes",
    note: "[x] Diabetes [ ] Hypertension [x] Asthma. 40 y/o M.",
    expected: { age: 40, gender: "Male", diabetes: 1, hypertension: 0 },
  },
  {
    name: "plus signs",
    note: "(+) HTN, (+) DM, (-) CAD. 69F.",
    expected: { age: 69, gender: "Female", diabetes: 1, hypertension: 1 },
  },
  {
    name: "minus signs behind",
    note: "DM (-), HTN (+). Male, 55 years of age.",
    expected: { age: 55, gender: "Male", diabetes: 0, hypertension: 1 },
  },
  {
    name: "a denial with an exception",
    note: "49 y/o female. No past medical history except hypertension.",
    expected: { age: 49, gender: "Female", hypertension: 1 },
  },
  {
    name: "a denial of everything",
    note: "23-year-old male, PMH: none. Takes no medications. BP 118/72.",
    expected: {
      age: 23,
      gender: "Male",
      systolic_bp: 118,
      diastolic_bp: 72,
      diabetes: 0,
      hypertension: 0,
      medication_count: 0,
    },
  },
  {
    name: "a contradiction in which the affirmed mention wins",
    note: "56-year-old man. ROS: endocrine: denies diabetes. PMH: type 2 diabetes mellitus on metformin. Denies hypertension.",
    expected: { age: 56, gender: "Male", diabetes: 1, hypertension: 0 },
  },
  {
    name: "conditions that hold and others that do not in one sentence",
    note: "The patient is a 74 year-old woman with a history of hypertension but no diabetes.",
    expected: { age: 74, gender: "Female", diabetes: 0, hypertension: 1 },
  },
  {
    name: "a list under one negation",
    note: "He denies diabetes, hypertension, and heart disease. Age 46.",
    expected: { age: 46, gender: "Male", diabetes: 0, hypertension: 0 },
  },
  {
    name: "a negation that does not reach",
    note: "No chest pain. Hypertension, diabetes. No fever. 63M",
    expected: { age: 63, gender: "Male", diabetes: 1, hypertension: 1 },
  },
  {
    name: "return precautions",
    note: "Return if you develop symptoms of diabetes. Call if BP is over 180/110. 35-year-old woman.",
    expected: { age: 35, gender: "Female" },
  },
];
