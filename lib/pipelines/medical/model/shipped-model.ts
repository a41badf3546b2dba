/**
 * The model that the product ships as the stream takes it: null when its file is missing or damaged, so that records
 * fall back one by one instead of the pipeline failing to start. Commands that are about the model itself take it
 * from readmission-v1.ts, which says what is wrong with the file.
 */
import { openModel } from "./load-model.ts";
import type { TrainedModel } from "./trained-model.ts";

export const shippedModel: TrainedModel | null = await openModel(
  () => import("./readmission-v1.json", { with: { type: "json" } }),
);
