/** Discharge summaries, headed and in prose. */
import type { WholeNote } from "./whole-note.ts";

export const dischargeSummaries: readonly WholeNote[] = [
  {
    name: "a complete summary in prose",
    note: "72-year-old male with T2DM and hypertension, admitted with pneumonia. BP 142/88. BMI 31.2. Total cholesterol 212 mg/dL. He is on 6 medications. Length of stay 5 days. Discharged to home with home health.",
    expected: {
      age: 72,
      gender: "Male",
      systolic_bp: 142,
      diastolic_bp: 88,
      bmi: 31.2,
      cholesterol: 212,
      diabetes: 1,
      hypertension: 1,
      medication_count: 6,
      length_of_stay: 5,
      discharge_destination: "Home",
    },
  },
  {
    name: "headings with values on their own lines",
    note: `DISCHARGE SUMMARY
Age/Sex: 58/F
Admission Date: 03/01/2024
Discharge Date: 03/10/2024

PAST MEDICAL HISTORY:
- Hypertension
- Hyperlipidemia
No history of diabetes.

DISCHARGE MEDICATIONS:
1. Atorvastatin 40 mg daily
2. Lisinopril 20 mg daily
3. Aspirin 81 mg daily

VITALS: T 98.6 F, HR 80, BP 128/76, RR 16
DISPOSITION: Acute rehab facility
`,
    expected: {
      age: 58,
      gender: "Female",
      systolic_bp: 128,
      diastolic_bp: 76,
      diabetes: 0,
      hypertension: 1,
      medication_count: 3,
      length_of_stay: 9,
      discharge_destination: "Rehab",
    },
  },
  {
    name: "a summary in number words",
    note: "Mrs. Jones, aged eighty-one, was hospitalized for twelve days. Blood pressure of 150 over 92. She takes five meds. Discharged to a nursing home.",
    expected: {
      age: 81,
      gender: "Female",
      systolic_bp: 150,
      diastolic_bp: 92,
      medication_count: 5,
      length_of_stay: 12,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "dates without a year, and SNF",
    note: "Pt is a 65 y/o F admitted 3/1, discharged 3/6 to SNF. Denies DM. PMH: hypertension.",
    expected: {
      age: 65,
      gender: "Female",
      diabetes: 0,
      hypertension: 1,
      length_of_stay: 5,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "a changed plan of discharge",
    note: "HOSPITAL COURSE: The patient is an 84 year old woman who was initially planned for discharge to rehab. Family preferred otherwise, and she was discharged home with her daughter after a 7-day hospital stay.",
    expected: { age: 84, gender: "Female", length_of_stay: 7, discharge_destination: "Home" },
  },
  {
    name: "a declined facility",
    note: "79M with CHF. PT recommended a skilled nursing facility but the patient declined SNF placement. He was discharged home in stable condition. LOS: 4 days.",
    expected: { age: 79, gender: "Male", length_of_stay: 4, discharge_destination: "Home" },
  },
  {
    name: "someone who came from a nursing home and goes to hospice",
    note: "91-year-old female nursing home resident transferred from nursing home with sepsis. After a family meeting she was discharged to inpatient hospice. Hospitalized for 6 days.",
    expected: { age: 91, gender: "Female", length_of_stay: 6, discharge_destination: "Other" },
  },
  {
    name: "blood pressures of admission and discharge",
    note: "Admission vitals: BP 182/104, HR 98. Discharge vitals: BP 134/78, HR 72. The patient is a 55-year-old man with uncontrolled hypertension. Discharge disposition: Home.",
    expected: {
      age: 55,
      gender: "Male",
      systolic_bp: 134,
      diastolic_bp: 78,
      hypertension: 1,
      discharge_destination: "Home",
    },
  },
  {
    name: "written-out months",
    note: "Admitted on January 28, 2024 and discharged on February 3, 2024 to a rehabilitation hospital. 67-year-old gentleman, s/p left hip ORIF.",
    expected: { age: 67, gender: "Male", length_of_stay: 6, discharge_destination: "Rehab" },
  },
  {
    name: "a stay over New Year",
    note: "Date of admission: 12/29. Date of discharge: 1/4. 49 yo female with pancreatitis. Dispo: home.",
    expected: { age: 49, gender: "Female", length_of_stay: 6, discharge_destination: "Home" },
  },
  {
    name: "labelled fields, one a line",
    note: `Age: 63
Gender: Female
Blood Pressure: 138/82 mmHg
Cholesterol: 198 mg/dL
BMI: 27.4
Diabetes: No
Hypertension: Yes
Medication count: 4
Length of stay: 3 days
Discharge destination: Home`,
    expected: {
      age: 63,
      gender: "Female",
      systolic_bp: 138,
      diastolic_bp: 82,
      cholesterol: 198,
      bmi: 27.4,
      diabetes: 0,
      hypertension: 1,
      medication_count: 4,
      length_of_stay: 3,
      discharge_destination: "Home",
    },
  },
  {
    name: "home medications beside discharge medications",
    note: `70-year-old woman.
HOME MEDICATIONS: metformin, lisinopril
DISCHARGE MEDICATIONS: metformin 1000 mg BID, lisinopril 20 mg daily, furosemide 40 mg daily, aspirin 81 mg daily
Discharged to skilled nursing.`,
    expected: {
      age: 70,
      gender: "Female",
      medication_count: 4,
      discharge_destination: "Nursing_Facility",
    },
  },
  {
    name: "an ICU stay within the stay",
    note: "The patient, a 60-year-old male, had an ICU stay of 2 days. Total length of stay was 8 days. He left for inpatient rehabilitation: discharged to inpatient rehab.",
    expected: { age: 60, gender: "Male", length_of_stay: 8, discharge_destination: "Rehab" },
  },
  {
    name: "weeks and hours",
    note: "76yo M hospitalized for two weeks with endocarditis; discharged to a SNF for IV antibiotics.",
    expected: { age: 76, gender: "Male", length_of_stay: 14, discharge_destination: "Nursing_Facility" },
  },
  {
    name: "an earlier stay",
    note: "She was hospitalized for 9 days last year. This admission she stayed in the hospital for 2 days. 44-year-old female, discharged home.",
    expected: { age: 44, gender: "Female", length_of_stay: 2, discharge_destination: "Home" },
  },
  {
    name: "someone who left against advice",
    note: "38 y.o. male with cellulitis. Left AMA on hospital day 2. Discharge disposition: left against medical advice.",
    expected: { age: 38, gender: "Male", discharge_destination: "Other" },
  },
  {
    name: "a transfer to another hospital",
    note: "A 59-year-old woman was transferred to another hospital for cardiac surgery after 3 days in the hospital.",
    expected: { age: 59, gender: "Female", length_of_stay: 3, discharge_destination: "Other" },
  },
  {
    name: "an assisted living facility",
    note: "88-year-old female, LOS 4 d. Disposition: assisted living facility. BP 118/64 at discharge.",
    expected: {
      age: 88,
      gender: "Female",
      systolic_bp: 118,
      diastolic_bp: 64,
      length_of_stay: 4,
      discharge_destination: "Other",
    },
  },
  {
    name: "ISO dates",
    note: "Admission: 2023-11-02. Discharge: 2023-11-09. Sex: M. Age: 71. D/C to home.",
    expected: { age: 71, gender: "Male", length_of_stay: 7, discharge_destination: "Home" },
  },
  {
    name: "home medications as no destination",
    note: "Patient is a 50-year-old male. Discharged on home medications. Going to a skilled nursing facility for wound care.",
    expected: { age: 50, gender: "Male", discharge_destination: "Nursing_Facility" },
  },
];
