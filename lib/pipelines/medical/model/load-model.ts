/**
 * Loading a model so that nothing stops where there is none: a file that is missing, damaged or another's gives null,
 * and then every record falls back (assess.ts) and is counted, which alarms. Why is not told here: the file's checks
 * name it to whoever reads the same file with `readModelFile`, as `npm run evaluate -- medical` does.
 */
import { readModelFile } from "./model-file.ts";
import { type TrainedModel, trainedModel } from "./trained-model.ts";

/** @returns null for anything that is not a model of this format and these features. */
export function loadModel(json: unknown): TrainedModel | null {
  try {
    return trainedModel(readModelFile(json));
  } catch {
    return null;
  }
}

/** @param open gives the file as a module, and fails when it is missing or no JSON. */
export async function openModel(
  open: () => Promise<{ readonly default: unknown }>,
): Promise<TrainedModel | null> {
  let module: { readonly default: unknown };
  try {
    module = await open();
  } catch {
    return null;
  }
  return loadModel(module.default);
}
