/** The model that the product ships: probability of readmission within 30 days. `npm run train -- medical` makes it. */
import file from "./readmission-v1.json" with { type: "json" };
import { readModelFile } from "./model-file.ts";
import { type TrainedModel, trainedModel } from "./trained-model.ts";

export const readmissionModel: TrainedModel = trainedModel(readModelFile(file));
