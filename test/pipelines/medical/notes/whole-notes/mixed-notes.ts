/** Notes of mixed form: admissions, forms, fragments, contradictions. */
import type { WholeNote } from "./whole-note.ts";

export const mixedNotes: readonly WholeNote[] = [
  {
    name: "an admission note with every section",
    note: "ADMISSION NOTE\nPatient: John Smith\nDOB: 04/12/1951 (72 y.o.)\nSex: Male\n\nHISTORY OF PRESENT ILLNESS:\nMr. Smith is a 72 y.o. male with past medical history significant for HTN, T2DM (last A1c 8.1%), and CKD stage 3 who presents with dyspnea.\n\nFAMILY HISTORY:\nMother: breast cancer\nFather: HTN, MI at 60\n\nMEDICATIONS:\nMetformin 1000 mg PO BID\nLisinopril 20 mg PO daily\nAtorvastatin 40 mg PO qHS\nAspirin 81 mg PO daily\nFurosemide 20 mg PO daily\n\nPHYSICAL EXAM:\nVitals: BP 158/92 mmHg, HR 88 bpm, Temp 98.4 F, RR 18, SpO2 95% on RA\nHeight: 5 ft 9 in  Weight: 212 lb\n\nLABS: Total cholesterol 224 mg/dL, LDL 140, HDL 38\n",
    expected: {
      age: 72,
      gender: "Male",
      systolic_bp: 158,
      diastolic_bp: 92,
      cholesterol: 224,
      bmi: 31.3,
      diabetes: 1,
      hypertension: 1,
      medication_count: 5,
    },
  },
  {
    name: "dates in written months",
    note: "DISCHARGE SUMMARY: The patient was admitted on June 3 and discharged June 10. Destination: Skilled nursing facility. Condition at discharge: fair.",
    expected: {
      length_of_stay: 7,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a way back to the nursing home",
    note: "Social: lives in a nursing home. Will be discharged back to nursing home. 92F, no HTN, no diabetes mellitus.",
    expected: {
      age: 92,
      gender: "Female",
      diabetes: 0,
      hypertension: 0,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "an age told as 'of 79 years'",
    note: "No history of high blood pressure; sugar diabetes since 1998. Elderly gentleman of 79 years. ",
    expected: {
      age: 79,
      gender: "Male",
      diabetes: 1,
      hypertension: 0,
    },
  },
  {
    name: "a pressure in words and one in digits",
    note: "Sixty two year old female. Bp one forty over ninety. BP 140/90.",
    expected: {
      age: 62,
      gender: "Female",
      systolic_bp: 140,
      diastolic_bp: 90,
    },
  },
  {
    name: "a pressure behind 'hypertensive'",
    note: "Patient was found to be hypertensive on arrival at 178/99. She has no known prior diagnosis of diabetes. She is 48.",
    expected: {
      age: 48,
      gender: "Female",
      systolic_bp: 178,
      diastolic_bp: 99,
      diabetes: 0,
      hypertension: 1,
    },
  },
  {
    name: "a new diagnosis",
    note: "Newly diagnosed diabetes mellitus during this admission. No hypertension. LOS was 3 days; patient discharged to home/self care.",
    expected: {
      diabetes: 1,
      hypertension: 0,
      length_of_stay: 3,
      discharge_destination: "Home",
    },
  },
  {
    name: "cholesterol with its ratio",
    note: "Cholesterol, total: 198 mg/dL. HDL Cholesterol: 52. Chol/HDL ratio 3.8. 58 year-old male.",
    expected: {
      age: 58,
      gender: "Male",
      cholesterol: 198,
    },
  },
  {
    name: "a goal in parentheses",
    note: "Chol 6.1 mmol/L (ref <5.2). 60 yo female. BP 139/89 (goal <130/80).",
    expected: {
      age: 60,
      gender: "Female",
      systolic_bp: 139,
      diastolic_bp: 89,
      cholesterol: 235.9,
    },
  },
  {
    name: "what is not known to be",
    note: "She is not known to have diabetes or hypertension. 39-year-old. Medication: none.",
    expected: {
      age: 39,
      gender: "Female",
      diabetes: 0,
      hypertension: 0,
      medication_count: 0,
    },
  },
  {
    name: "more than ten medications",
    note: "Patient on 10+ medications. Age 84. Gender: Male.",
    expected: {
      age: 84,
      gender: "Male",
      medication_count: 10,
    },
  },
  {
    name: "an approximate number",
    note: "Pt takes approx. 6 medications daily. Pt is a 71-yo female.",
    expected: {
      age: 71,
      gender: "Female",
      medication_count: 6,
    },
  },
  {
    name: "poor control that is no denial",
    note: "75 year old male w/ DM type 2 on insulin (not well controlled), HTN well-controlled on meds, d/c to acute inpatient rehab after 10d stay.",
    expected: {
      age: 75,
      gender: "Male",
      diabetes: 1,
      hypertension: 1,
      length_of_stay: 10,
      discharge_destination: "Rehab",
    },
  },
  {
    name: "a form of denials",
    note: "Hypertension: denies. Diabetes: yes, type 2. Sex: M. Age: 66.",
    expected: {
      age: 66,
      gender: "Male",
      diabetes: 1,
      hypertension: 0,
    },
  },
  {
    name: "a denied history and a letter of sex",
    note: "Denies any history of hypertension, diabetes, or hyperlipidemia. 29 y F.",
    expected: {
      age: 29,
      gender: "Female",
      diabetes: 0,
      hypertension: 0,
    },
  },
  {
    name: "one condition of two",
    note: "The patient does have diabetes but does not have hypertension. M, 59.",
    expected: {
      age: 59,
      gender: "Male",
      diabetes: 1,
      hypertension: 0,
    },
  },
  {
    name: "a transfer on a day",
    note: "He was transferred to a rehab facility on day 8. 74-year-old male.",
    expected: {
      age: 74,
      gender: "Male",
      discharge_destination: "Rehab",
    },
  },
  {
    name: "a relative's home",
    note: "He was admitted to the hospital for 5 days with COPD exacerbation, then sent to his daughter's home. 70-year-old.",
    expected: {
      age: 70,
      gender: "Male",
      length_of_stay: 5,
      discharge_destination: "Home",
    },
  },
  {
    name: "a death",
    note: "Pt expired. 88 y/o F. LOS 2.",
    expected: {
      age: 88,
      gender: "Female",
      length_of_stay: 2,
      discharge_destination: "Other",
    },
  },
  {
    name: "both unit systems",
    note: "Patient's weight is 68 kg (150 lb), height 1.65 m (5'5\"). Female, age 34.",
    expected: {
      age: 34,
      gender: "Female",
      bmi: 24.9,
    },
  },
  {
    name: "units spelt in full",
    note: "BMI: 29.8 kg/m². B.P. 124/78 mm of Hg. 53 yrs old male.",
    expected: {
      age: 53,
      gender: "Male",
      systolic_bp: 124,
      diastolic_bp: 78,
      bmi: 29.8,
    },
  },
  {
    name: "a calculated index",
    note: "Body mass index is calculated at 35.6. Total chol. 201. Woman, 47 y.o.",
    expected: {
      age: 47,
      gender: "Female",
      cholesterol: 201,
      bmi: 35.6,
    },
  },
  {
    name: "British spelling and days before months",
    note: "Hospitalised from 12 March to 19 March. 65 year old lady. Discharged to residential nursing care.",
    expected: {
      age: 65,
      gender: "Female",
      length_of_stay: 7,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "hospice at home",
    note: "Length of hospitalization: 6 days. Discharged to home hospice. 80-year-old man.",
    expected: {
      age: 80,
      gender: "Male",
      length_of_stay: 6,
      discharge_destination: "Other",
    },
  },
  {
    name: "dates with short years",
    note: "Admit date: 1/30/24; Discharge date: 2/2/24; Disposition: Home w/ PT. 57 yo M.",
    expected: {
      age: 57,
      gender: "Male",
      length_of_stay: 3,
      discharge_destination: "Home",
    },
  },
  {
    name: "dashes for colons",
    note: "HTN - controlled. DM - diet controlled. Asthma - none. 51 yo female.",
    expected: {
      age: 51,
      gender: "Female",
      diabetes: 1,
      hypertension: 1,
    },
  },
  {
    name: "drugs of one kind as no total",
    note: "No DM2. + HTN. On 3 BP meds. 60 yo M.",
    expected: {
      age: 60,
      gender: "Male",
      diabetes: 0,
      hypertension: 1,
    },
  },
  {
    name: "the father's diabetes beside a denial",
    note: "Patient with hx of HTN but denies DM, FH of DM in father. 44M.",
    expected: {
      age: 44,
      gender: "Male",
      diabetes: 0,
      hypertension: 1,
    },
  },
  {
    name: "a handful as no number",
    note: "Reports taking a handful of medications. Her age is 55.",
    expected: {
      age: 55,
      gender: "Female",
    },
  },
  {
    name: "suspicions",
    note: "Rule out hypertension. R/o DM. 36yo M.",
    expected: {
      age: 36,
      gender: "Male",
    },
  },
  {
    name: "conditionals",
    note: "If diabetes is confirmed, start metformin. 50 y/o F with BP 142/90.",
    expected: {
      age: 50,
      gender: "Female",
      systolic_bp: 142,
      diastolic_bp: 90,
    },
  },
  {
    name: "what has resolved",
    note: "Type 2 diabetes: well controlled with diet. Hypertension: resolved. 62-year-old female.",
    expected: {
      age: 62,
      gender: "Female",
      diabetes: 1,
      hypertension: 0,
    },
  },
  {
    name: "a form of bare values",
    note: "Diabetes: Negative\nHypertension: Positive\nAge: 54\nSex: Male\nBP: 144/90\nMedications: 3\nLOS: 4 days\nDischarge: Home",
    expected: {
      age: 54,
      gender: "Male",
      systolic_bp: 144,
      diastolic_bp: 90,
      diabetes: 0,
      hypertension: 1,
      medication_count: 3,
      length_of_stay: 4,
      discharge_destination: "Home",
    },
  },
  {
    name: "a child in months",
    note: "Patient is an 18-month-old. BP 90/60.",
    expected: {
      systolic_bp: 90,
      diastolic_bp: 60,
    },
  },
  {
    name: "a son's home",
    note: "A 67-year-old male is being discharged today to his son's home following a five-day hospital admission. He is on eight medications including warfarin. BP this morning 126/74.",
    expected: {
      age: 67,
      gender: "Male",
      systolic_bp: 126,
      diastolic_bp: 74,
      medication_count: 8,
      length_of_stay: 5,
      discharge_destination: "Home",
    },
  },
  {
    name: "metric values glued to units",
    note: "Ht: 160cm Wt: 72kg. 49yo woman. Diet-controlled diabetes. Non-hypertensive.",
    expected: {
      age: 49,
      gender: "Female",
      bmi: 28.1,
      diabetes: 1,
      hypertension: 0,
    },
  },
  {
    name: "a nursing home as NH",
    note: "61 year old F with hx T2DM, HTN, HLD. Meds: metformin, lisinopril, simvastatin, ASA 81. BP 150/88. Discharged to NH after LOS of 7 days.",
    expected: {
      age: 61,
      gender: "Female",
      systolic_bp: 150,
      diastolic_bp: 88,
      diabetes: 1,
      hypertension: 1,
      medication_count: 4,
      length_of_stay: 7,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a wish and a recommendation",
    note: "Discharge plan: Patient wishes to return home; however PT recommends acute rehab. Discharged to acute rehab. 77M.",
    expected: {
      age: 77,
      gender: "Male",
      discharge_destination: "Rehab",
    },
  },
  {
    name: "a long-term hospital",
    note: "Patient discharged to LTAC. 59 F.",
    expected: {
      age: 59,
      gender: "Female",
      discharge_destination: "Other",
    },
  },
  {
    name: "a list behind 'following medications'",
    note: "Currently on the following medications: amlodipine 5 mg daily, metformin 500 mg twice a day, and omeprazole 20 mg daily. 63 yo.",
    expected: {
      age: 63,
      medication_count: 3,
    },
  },
];
