/**
 * Platt's calibration (Advances in Large Margin Classifiers, 1999): slope a and intercept b of
 * `probability = 1 / (1 + e^-(a x logit + b))`, the maximum-likelihood fit on logits of encounters that their model
 * was not trained on. Newton's method; the problem is convex and two-dimensional, so a few steps end it.
 */
import { rounded } from "./gradient-boosting.ts";

export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

const STEPS = 20;

export function fitCalibration(logits: Float64Array, outcomes: readonly boolean[]): Calibration {
  let [slope, intercept] = [1, 0];
  for (let step = 0; step < STEPS; step++) {
    let [gradientA, gradientB, curvatureAA, curvatureAB, curvatureBB] = [0, 0, 0, 0, 0];
    for (const [i, logit] of logits.entries()) {
      const probability = 1 / (1 + Math.exp(-(slope * logit + intercept)));
      const excess = Number(outcomes[i]) - probability;
      const curvature = probability * (1 - probability);
      gradientA += excess * logit;
      gradientB += excess;
      curvatureAA += curvature * logit * logit;
      curvatureAB += curvature * logit;
      curvatureBB += curvature;
    }
    const determinant = curvatureAA * curvatureBB - curvatureAB ** 2;
    if (!(determinant > 0)) break;
    slope += (curvatureBB * gradientA - curvatureAB * gradientB) / determinant;
    intercept += (curvatureAA * gradientB - curvatureAB * gradientA) / determinant;
  }
  return { slope: rounded(slope), intercept: rounded(intercept) };
}
