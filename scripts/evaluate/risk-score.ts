/**
 * How good probabilities are, against what came true:
 *
 *   auc           P(score of a readmitted > score of another one), ties half (Mann and Whitney 1947)
 *   accuracy      share of encounters for which `score >= 0.5` is what came true
 *   ece           sum over 10 bins of equal width of (share of encounters) x |mean score - readmitted share|
 *                 (expected calibration error, Naeini et al., AAAI 2015)
 *   eceEqualMass  the same over 10 bins of equally many encounters, where rare high scores do not hide
 */
export interface RiskScore {
  readonly encounters: number;
  readonly auc: number;
  readonly accuracy: number;
  readonly ece: number;
  readonly eceEqualMass: number;
}

const CALIBRATION_BINS = 10;
const DECISION_SCORE = 0.5;

export function scoreRisks(scores: Float64Array, outcomes: readonly boolean[]): RiskScore {
  const order = [...scores.keys()].sort((one, other) => (scores[one] as number) - (scores[other] as number));
  const size = scores.length / CALIBRATION_BINS;
  const ranks = new Float64Array(scores.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return {
    encounters: scores.length,
    auc: aucOf(scores, outcomes, order),
    accuracy: accuracyOf(scores, outcomes),
    ece: calibrationError(scores, outcomes, (i) => Math.floor((scores[i] as number) * CALIBRATION_BINS)),
    eceEqualMass: calibrationError(scores, outcomes, (i) => Math.floor((ranks[i] as number) / size)),
  };
}

/** From the sum of the readmitted encounters' ranks; those of equal scores share their mean rank. */
function aucOf(scores: Float64Array, outcomes: readonly boolean[], order: readonly number[]): number {
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to] as number] === scores[order[from] as number]) to++;
    const meanRank = (from + 1 + to) / 2;
    for (; from < to; from++) {
      if (outcomes[order[from] as number] !== true) continue;
      positives++;
      rankSum += meanRank;
    }
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function accuracyOf(scores: Float64Array, outcomes: readonly boolean[]): number {
  const right = scores.reduce((sum, score, i) => sum + Number(score >= DECISION_SCORE === outcomes[i]), 0);
  return right / scores.length;
}

function calibrationError(
  scores: Float64Array,
  outcomes: readonly boolean[],
  binOf: (i: number) => number,
): number {
  const excess = new Float64Array(CALIBRATION_BINS);
  for (const [i, score] of scores.entries()) {
    const bin = Math.min(CALIBRATION_BINS - 1, binOf(i));
    excess[bin] = (excess[bin] as number) + score - Number(outcomes[i]);
  }
  return excess.reduce((sum, one) => sum + Math.abs(one), 0) / scores.length;
}
