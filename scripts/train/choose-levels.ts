/**
 * Where `medium` and `high` begin: `high` is the tenth of encounters with the highest scores, as many as a follow-up
 * program can call within the week; `medium` the three tenths below. Chosen on scores of models that did not know the
 * patients, and told with the readmission rate that each level then had.
 */
import type { ModelFile } from "../../lib/pipelines/medical/model/model-file.ts";
import type { Level } from "../../lib/pipelines/medical/model/risk-model.ts";
import { levelRows } from "../evaluate/level-rows.ts";

const HIGH_SHARE = 0.1;
const HIGH_AND_MEDIUM_SHARE = 0.4;
const DECIMALS = 4;

export function chooseLevels(scores: Float64Array, outcomes: readonly boolean[]): ModelFile["levels"] {
  const sorted = scores.toSorted();
  const scoreMin = (share: number) =>
    short(sorted[Math.min(sorted.length - 1, Math.ceil((1 - share) * sorted.length))] as number);
  const highScoreMin = scoreMin(HIGH_SHARE);
  const mediumScoreMin = scoreMin(HIGH_AND_MEDIUM_SHARE);
  const levelOf = (score: number): Level =>
    score >= highScoreMin ? "high" : score >= mediumScoreMin ? "medium" : "low";
  const observed = levelRows(Array.from(scores, levelOf), outcomes);
  const share = short(outcomes.filter(Boolean).length / outcomes.length);
  const rates = observed.map(({ level, readmittedShare }) => `${level} ${readmittedShare}`).join(", ");
  const reason =
    `high: the ${100 * HIGH_SHARE} % with the highest scores, what a follow-up program can call; ` +
    `medium: the ${Math.round(100 * (HIGH_AND_MEDIUM_SHARE - HIGH_SHARE))} % below. ` +
    `Readmitted within 30 days, out of fold: ${rates}; of all ${share}`;
  return { mediumScoreMin, highScoreMin, reason, observed: [...observed] };
}

function short(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
