/** Sentences with a concept and the assertion that a clinician would read in them, by the kind of language. */
import type { Assertion } from "../../../../lib/pipelines/medical/notes/index.ts";

/** Concept, sentence; the rest is the plain reading unless named. */
export type AssertionCase = readonly [concept: string, note: string];

export const negatedCases: readonly AssertionCase[] = [
  ["chest pain", "Patient denies chest pain."],
  ["dyspnea", "She denies any chest pain, palpitations or dyspnea."],
  ["fever", "No fever or chills."],
  ["rash", "There was no rash."],
  ["pneumonia", "CXR shows no evidence of pneumonia."],
  ["pulmonary embolism", "CT was negative for pulmonary embolism."],
  ["deep vein thrombosis", "Deep vein thrombosis was ruled out by ultrasound."],
  ["ascites", "Ascites is not present."],
  ["pleural effusion", "A pleural effusion is not seen."],
  ["seizures", "The patient has never had seizures."],
  ["nausea", "He was discharged without nausea or vomiting."],
  ["stroke", "MRI did not show stroke."],
  ["melena", "Melena: denies."],
  ["hematuria", "Hematuria, dysuria and frequency were denied."],
  ["cough", "Cough is absent."],
  ["edema", "Extremities: no clubbing, cyanosis, or edema."],
  ["infection", "There are no signs of infection."],
  ["fracture", "X-ray failed to reveal a fracture."],
  ["weight loss", "Negative for weight loss, night sweats, and fatigue."],
  ["fatigue", "Negative for weight loss, night sweats, and fatigue."],
  ["suicidal ideation", "Pt denies SI/HI, no suicidal ideation."],
  ["murmur", "Regular rate and rhythm without murmur."],
  ["lymphadenopathy", "Neck: supple, no lymphadenopathy."],
  ["abdominal pain", "The patient's abdominal pain has resolved."],
  ["myocardial infarction", "Serial enzymes ruled out myocardial infarction."],
  ["jaundice", "He doesn't have jaundice."],
  ["syncope", "Neither syncope nor presyncope was reported."],
  ["presyncope", "Neither syncope nor presyncope was reported."],
  ["tuberculosis", "Patient is free of tuberculosis."],
  ["metastases", "No definite metastases identified."],
  ["headaches", "Headaches: none."],
  ["urinary tract infection", "UA not consistent with urinary tract infection."],
  ["sepsis", "Sepsis is unlikely."],
  ["DVT", "Dopplers were negative for DVT."],
  ["heart failure", "No clinical evidence of heart failure."],
  ["blood in stool", "Denied blood in his stool."],
  ["shortness of breath", "The patient was not short of breath."],
  ["wheezing", "Lungs clear, w/o wheezing."],
  ["tenderness", "Abdomen soft, NT/ND, no rebound tenderness."],
  ["appendicitis", "Low suspicion for appendicitis."],
  ["hemorrhage", "There is no acute intracranial hemorrhage."],
  ["hernia", "Hernia was not appreciated."],
];

export const affirmedCases: readonly AssertionCase[] = [
  ["cough", "No fever but has a productive cough."],
  ["edema", "No cyanosis or clubbing, there is 2+ pitting edema."],
  ["chest pain", "Patient denies dyspnea; however, chest pain persists."],
  ["pneumonia", "Pneumonia cannot be ruled out."],
  ["pneumonia", "Possible pneumonia on chest film."],
  ["tumor", "No change in the tumor since the last scan."],
  ["asthma", "Asthma, not well controlled."],
  ["diarrhea", "Denies vomiting, but reports diarrhea."],
  ["pain", "Not only pain but also swelling was noted."],
  ["infection", "There is no doubt that infection is present."],
  ["abdominal pain", "He presents with abdominal pain without fever."],
  ["headache", "Headache that is not relieved by rest."],
  ["gram negative bacteremia", "Gram negative bacteremia was treated."],
  ["ulcer", "Ulcer with no bleeding."],
  ["effusion", "Small effusion, no pneumothorax."],
  ["lungs clear", "No murmurs. Lungs clear."],
  ["anxiety", "Patient has anxiety. Denies depression."],
  ["hypertension", "Denies diabetes. Has hypertension."],
  ["voiding without difficulty", "Ambulating and voiding without difficulty."],
  ["weakness", "No numbness, although weakness of the left arm is noted."],
  ["rash", "No fever, and the patient has a rash."],
];

export const historicalCases: readonly AssertionCase[] = [
  ["stroke", "She has a history of stroke."],
  ["appendectomy", "Past surgical history: appendectomy."],
  ["asthma", "PMH significant for asthma and GERD."],
  ["GERD", "PMH significant for asthma and GERD."],
  ["myocardial infarction", "He had a myocardial infarction five years ago."],
  ["pneumonia", "Previously treated for pneumonia in 2015."],
  ["hip fracture", "Status post hip fracture repair."],
  ["seizures", "Seizures as a child."],
];

export const recentCases: readonly AssertionCase[] = [
  ["chest pain", "History of present illness: 55 year old with chest pain."],
  ["cough", "Patient with a history of COPD presents with cough."],
  ["back pain", "He has a 3 day history of back pain."],
  ["dizziness", "She has a past history of stroke but now complains of dizziness."],
];

export const hypotheticalCases: readonly AssertionCase[] = [
  ["fever", "Return if you develop fever."],
  ["bleeding", "Call your doctor if there is any bleeding or swelling."],
  ["swelling", "Call your doctor if there is any bleeding or swelling."],
  ["chest pain", "He should return to the ED for chest pain."],
  ["redness", "Watch for redness around the wound."],
];

export const familyCases: readonly AssertionCase[] = [
  ["breast cancer", "Her mother had breast cancer."],
  ["colon cancer", "Family history of colon cancer."],
  ["diabetes", "Family history: father with CAD, mother with diabetes."],
  ["heart disease", "There is heart disease in the family."],
  ["stroke", "Father died of stroke at age 60."],
  ["diabetes", "FHx: diabetes (mother), HTN (father)."],
];

export const patientCases: readonly AssertionCase[] = [
  ["fever", "Mother reports that the patient has fever."],
  ["confusion", "Per his wife, he has had confusion."],
  ["depression", "Lives with his mother and has depression."],
  ["vomiting", "The patient's daughter noticed vomiting."],
];

export const plain: Omit<Assertion, "concept"> = {
  negation: "Affirmed",
  temporality: "Recent",
  experiencer: "Patient",
};
