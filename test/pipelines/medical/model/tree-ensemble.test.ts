import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FEATURE_COUNT } from "../../../../lib/pipelines/medical/features/feature-names.ts";
import { ModelError } from "../../../../lib/pipelines/medical/model/model-error.ts";
import {
  TREE_SHAPE,
  type TreeArrays,
  treeEnsemble,
} from "../../../../lib/pipelines/medical/model/tree-ensemble.ts";

const PLAIN = { slope: 1, intercept: 0 };
const { splits, nodes } = TREE_SHAPE;

/** Feature 0 at 5 and then feature 1 at 2 on either side; the third level splits nothing. */
const ONE_TREE: TreeArrays = {
  baseLogit: -2,
  feature: [0, 1, 1, -1, -1, -1, -1],
  threshold: [5, 2, 2, 0, 0, 0, 0],
  value: [0.25, 0.1, 0.4, 0, 0.2, 0.3, 0.5, 0, 9, 0.2, 9, 0.3, 9, 0.5, 9],
};

function explain(trees: TreeArrays, features: readonly number[], calibration = PLAIN) {
  const values = [...features, ...new Array<number>(FEATURE_COUNT - features.length).fill(0)];
  const contributions = new Float64Array(FEATURE_COUNT);
  const logit = treeEnsemble(trees, calibration).explain(values, contributions);
  return { logit, contributions };
}

/** The same by the book: thresholds compared one by one. */
function naiveLogit(
  { baseLogit, feature, threshold, value }: TreeArrays,
  features: readonly number[],
): number {
  let logit = baseLogit;
  for (let tree = 0; tree * splits < feature.length; tree++) {
    let node = 0;
    while (node < splits) {
      const at = feature[tree * splits + node] as number;
      const right = at >= 0 && (features[at] as number) >= (threshold[tree * splits + node] as number);
      node = 2 * node + (right ? 2 : 1);
    }
    logit += value[tree * nodes + node] as number;
  }
  return logit;
}

describe("treeEnsemble()", () => {
  it("goes right from the threshold on, and left where nothing is split", () => {
    const logits = [
      [4.9, 1.9],
      [4.9, 2],
      [5, 1.9],
      [5, 2],
    ].map((pair) => explain(ONE_TREE, pair).logit);
    expect(logits.map((logit) => logit.toFixed(6))).toEqual([
      "-2.000000",
      "-1.800000",
      "-1.700000",
      "-1.500000",
    ]);
  });

  it("gives a step's worth to the feature that was asked (Saabas)", () => {
    const { contributions } = explain(ONE_TREE, [5, 1]);
    expect(contributions[0]).toBeCloseTo(0.4 - 0.25);
    expect(contributions[1]).toBeCloseTo(0.3 - 0.4);
  });

  it("calibrates log odds and contributions alike", () => {
    const calibrated = explain(ONE_TREE, [5, 2], { slope: 2, intercept: 0.5 });
    expect(calibrated.logit).toBeCloseTo(2 * -1.5 + 0.5);
    expect(calibrated.contributions[0]).toBeCloseTo(2 * (0.4 - 0.25));
  });

  it("agrees with thresholds compared one by one, at the thresholds too", () => {
    const grid = fc.integer({ min: -3, max: 3 });
    const tree = fc.record({
      feature: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: splits, maxLength: splits }),
      threshold: fc.array(grid, { minLength: splits, maxLength: splits }),
      value: fc.array(grid, { minLength: nodes, maxLength: nodes }),
    });
    const features = fc.array(grid, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), features, (trees, values) => {
        const ensemble: TreeArrays = {
          baseLogit: -1,
          feature: trees.flatMap((one) => one.feature),
          threshold: trees.flatMap((one) => one.threshold),
          value: trees.flatMap((one) => one.value),
        };
        expect(explain(ensemble, values).logit).toBeCloseTo(naiveLogit(ensemble, values), 9);
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as never])(
    "throws a ModelError for a feature that is %s, even one that no tree asks for",
    (value) => {
      expect(() => explain(ONE_TREE, [1, 1, 1, value])).toThrow(ModelError);
    },
  );
});
