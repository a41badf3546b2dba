/** A model's scores of labelled encounters, as records alone or with what the stream had told of their patients. */
import type { TrainedModel } from "../../lib/pipelines/medical/model/trained-model.ts";
import { historyOf, type LabelledEncounter } from "./labelled-encounters.ts";

export type HistoryUse = "alone" | "withHistory";

export function scoreEncounters(
  model: TrainedModel,
  encounters: readonly LabelledEncounter[],
  use: HistoryUse,
): Float64Array {
  return Float64Array.from(encounters, (encounter) => {
    const history = use === "alone" ? null : historyOf(encounter);
    return model.scoreOf(model.featuresOf(encounter.record, history).values);
  });
}
