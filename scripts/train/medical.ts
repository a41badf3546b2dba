/** Trains the medical pipeline's readmission model from labelled encounters. */
import { format, resolveConfig } from "prettier";
import type { ModelFile } from "../../lib/pipelines/medical/model/model-file.ts";
import { labelsPathOf, readLabelledEncounters } from "../evaluate/labelled-encounters.ts";
import { UserError } from "../terminal/user-error.ts";
import { FOLDS } from "./cross-validate.ts";
import { trainReadmission } from "./train-readmission.ts";
import type { Training } from "./training.ts";

export const medicalTraining: Training = {
  defaultInput: "../shared/data/medical-encounters.dev.jsonl.gz",
  defaultOutput: "lib/pipelines/medical/model/readmission-v1.json",
  labelsOf: labelsPathOf,
  async train({ input, labels }, seed, progress) {
    const data = await readLabelledEncounters(input, labels);
    const readmitted = data.encounters.filter((encounter) => encounter.readmitted).length;
    if (readmitted === 0 || readmitted === data.encounters.length) {
      throw new UserError(`Cannot train on ${input}: all labels are the same; give encounters of both kinds`);
    }
    const onFold = (fold: number) => progress(`fit ${fold + 1} of ${FOLDS}`);
    const file = trainReadmission(data, { seed, onFold });
    return { fileText: await modelText(file), summary: summaryOf(file) };
  },
};

/** The file as it is kept in the repository, in the house's format. */
export async function modelText(file: ModelFile): Promise<string> {
  const options = await resolveConfig(import.meta.filename);
  return format(JSON.stringify(file), { ...options, parser: "json" });
}

function summaryOf({ metrics, levels, training }: ModelFile): string {
  const { alone, withHistory } = metrics.validation;
  const all = metrics.crossValidation.alone;
  const figures = ({ auc, accuracy, ece }: typeof all) => `AUC ${auc}, accuracy ${accuracy}, ECE ${ece}`;
  return [
    `trained on ${training.encounters} encounters of ${training.patients} patients, seed ${training.seed}`,
    `validation, records alone    ${figures(alone)}`,
    `validation, with history     ${figures(withHistory)}`,
    `cross-validation, alone      ${figures(all)}`,
    `cross-validation, history    ${figures(metrics.crossValidation.withHistory)}`,
    levels.reason,
  ].join("\n");
}
