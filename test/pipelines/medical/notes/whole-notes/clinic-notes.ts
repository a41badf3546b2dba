/** Clinic notes, letters and discharge lines. */
import type { WholeNote } from "./whole-note.ts";

export const clinicNotes: readonly WholeNote[] = [
  {
    name: "a follow-up visit",
    note: "S: 55yo M here for f/u of DM and HTN. Feels well. O: BP 128/82, wt 210 lbs, ht 70 in, BMI 30.1. Chol 178. A/P: DM well controlled. HTN at goal. Continue metformin, lisinopril. RTC 3 mo.",
    expected: {
      age: 55,
      gender: "Male",
      systolic_bp: 128,
      diastolic_bp: 82,
      cholesterol: 178,
      bmi: 30.1,
      diabetes: 1,
      hypertension: 1,
      medication_count: 2,
    },
  },
  {
    name: "a nursing home's proper name",
    note: "Nursing discharge note: Patient discharged at 1400 to Sunny Acres Nursing Home via ambulance. 7 medications reconciled. Vital signs stable, BP 122/68.",
    expected: {
      systolic_bp: 122,
      diastolic_bp: 68,
      medication_count: 7,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a diagnosis made today",
    note: "Patient with no prior medical problems presents with blood pressure 180/110. Diagnosed with hypertension and started on amlodipine.",
    expected: {
      systolic_bp: 180,
      diastolic_bp: 110,
      hypertension: 1,
    },
  },
  {
    name: "an averaged pressure",
    note: "Mr. Alvarez is a sixty-seven-year-old man whose blood pressure averaged 152/86. He is diabetic. Cholesterol measured 6.2 mmol/L. He stayed with us for eight days and is going home with visiting nurses.",
    expected: {
      age: 67,
      gender: "Male",
      systolic_bp: 152,
      diastolic_bp: 86,
      cholesterol: 239.8,
      diabetes: 1,
      length_of_stay: 8,
      discharge_destination: "Home",
    },
  },
  {
    name: "no medications in two words",
    note: "Female patient, age unknown, BP unobtainable. No meds.",
    expected: {
      gender: "Female",
      medication_count: 0,
    },
  },
  {
    name: "memory care",
    note: "82 year old man with dementia. Discharged to memory care unit (assisted living). LOS 3 days.",
    expected: {
      age: 82,
      gender: "Male",
      length_of_stay: 3,
      discharge_destination: "Other",
    },
  },
  {
    name: "a discharge on a hospital day",
    note: "The patient was discharged to an acute inpatient rehabilitation hospital on hospital day 9.",
    expected: {
      length_of_stay: 9,
      discharge_destination: "Rehab",
    },
  },
  {
    name: "diagnoses and a number of drugs",
    note: "Dx: HTN, T2DM, obesity (BMI 38). Rx x5 meds.",
    expected: {
      bmi: 38,
      diabetes: 1,
      hypertension: 1,
      medication_count: 5,
    },
  },
  {
    name: "units in words",
    note: "Her BP was 144/90 mmHg, pulse 80/min, respirations 18/min. Her weight was 75 kilograms and her height 162 centimeters.",
    expected: {
      gender: "Female",
      systolic_bp: 144,
      diastolic_bp: 90,
      bmi: 28.6,
    },
  },
  {
    name: "medications reviewed",
    note: "Total of eight medications were reviewed. Length-of-stay: 6 days.",
    expected: {
      medication_count: 8,
      length_of_stay: 6,
    },
  },
  {
    name: "a history and the parents' condition",
    note: "Past history is remarkable for hypertension and for diabetes. Both parents had diabetes.",
    expected: {
      diabetes: 1,
      hypertension: 1,
    },
  },
  {
    name: "a contrast with the father",
    note: "There is no personal history of hypertension, although his father was hypertensive.",
    expected: {
      gender: "Male",
      hypertension: 0,
    },
  },
  {
    name: "medications that were stopped",
    note: "Patient has been off all medications for 2 years. Age 45 years old.",
    expected: {
      age: 45,
    },
  },
  {
    name: "numbers that run on in one line",
    note: "Discharge to: Home. Medications at discharge: 1. lisinopril 2. metformin 3. aspirin 4. atorvastatin 5. metoprolol 6. pantoprazole",
    expected: {
      medication_count: 6,
      discharge_destination: "Home",
    },
  },
  {
    name: "a pressure taken again",
    note: "BP elevated to 160/100. BP recheck 142/88. 58yo F.",
    expected: {
      age: 58,
      gender: "Female",
      systolic_bp: 142,
      diastolic_bp: 88,
    },
  },
  {
    name: "a range of dates",
    note: "Patient is a 76-year-old African-American female, widowed, with hypertension, noninsulin-dependent diabetes mellitus, who was hospitalized 3/14/2021-3/19/2021.",
    expected: {
      age: 76,
      gender: "Female",
      diabetes: 1,
      hypertension: 1,
      length_of_stay: 5,
    },
  },
  {
    name: "feet and pounds before the sex",
    note: "GENERAL: 5 ft 11 in, 240 lb male. Vitals: BP 132/84.",
    expected: {
      gender: "Male",
      systolic_bp: 132,
      diastolic_bp: 84,
      bmi: 33.5,
    },
  },
  {
    name: "pounds as a sign",
    note: "Height 6'0\", weight 190#. Male.",
    expected: {
      gender: "Male",
      bmi: 25.8,
    },
  },
  {
    name: "a table of lipids",
    note: "LIPID PANEL\nTotal Cholesterol    243 mg/dL (H)\nLDL    160\nHDL   41",
    expected: {
      cholesterol: 243,
    },
  },
  {
    name: "a plan to return",
    note: "Lives in SNF. Admitted from SNF. Plan to discharge back to SNF on Monday.",
    expected: {
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "one listed medication",
    note: "Allergies: none. Medications: lisinopril 10mg. PMH: HTN.",
    expected: {
      hypertension: 1,
      medication_count: 1,
    },
  },
  {
    name: "a list and a paragraph behind it",
    note: "Discharge Medications:\nMetformin 500 mg by mouth twice daily\nGlipizide 5 mg by mouth daily before breakfast\nAspirin 81 mg by mouth daily\n\nThe patient will follow up in 2 weeks.",
    expected: {
      medication_count: 3,
    },
  },
  {
    name: "a contracted verb",
    note: "He's a 49-year-old smoker with a BMI of 26 and BP of 118/76; his LDL was 130 and total cholesterol was 205.",
    expected: {
      age: 49,
      gender: "Male",
      systolic_bp: 118,
      diastolic_bp: 76,
      cholesterol: 205,
      bmi: 26,
    },
  },
  {
    name: "an impression",
    note: "IMPRESSION: Hypertension - new onset. No evidence for diabetes with HbA1c 5.4%.",
    expected: {
      diabetes: 0,
      hypertension: 1,
    },
  },
  {
    name: "labelled dates in words",
    note: "Admitted: Jan 5, 2024\nDischarged: Jan 12, 2024\nAge: 78\nGender: female\nDischarged to: Nursing_Facility",
    expected: {
      age: 78,
      gender: "Female",
      length_of_stay: 7,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "labels without colons",
    note: "gender M, age 34, sbp 120 dbp 80",
    expected: {
      age: 34,
      gender: "Male",
      systolic_bp: 120,
      diastolic_bp: 80,
    },
  },
  {
    name: "a transition",
    note: "Patient transitioned to a skilled nursing facility after a 16 day hospital stay.",
    expected: {
      length_of_stay: 16,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a stay in hours",
    note: "Home health aide arranged; patient to be discharged home today. Patient stayed for 48 hours.",
    expected: {
      length_of_stay: 2,
      discharge_destination: "Home",
    },
  },
];
