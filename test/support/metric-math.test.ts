import { describe, expect, it } from "vitest";
import { evaluateMath } from "./metric-math.ts";

const SERIES = new Map([
  ["a", [1, 2, undefined]],
  ["b", [10, undefined, 30]],
  ["none", [undefined, undefined, undefined]],
]);
const at = (expression: string) => evaluateMath(expression, SERIES);

describe("evaluateMath()", () => {
  it("knows precedence, brackets and the order of equals", () => {
    expect(at("a + 2 * 3 - 1")).toEqual([6, 7, undefined]);
    expect(at("(a + 2) * 3 / 6")).toEqual([1.5, 2, undefined]);
    expect(at("a - 1 - 1")).toEqual([-1, 0, undefined]);
  });

  it("makes no point where an operand has none", () => {
    expect(at("a + b")).toEqual([11, undefined, undefined]);
  });

  it("fills points that are missing, also of a series without any", () => {
    expect(at("FILL(a, 0) + FILL(b, 0)")).toEqual([11, 2, 30]);
    expect(at("FILL(none, 7)")).toEqual([7, 7, 7]);
  });

  it("decides point by point", () => {
    expect(at("IF(FILL(a, 0) > 1 AND FILL(b, 0) < 1, 1, 0)")).toEqual([0, 1, 0]);
    expect(at("IF(a > 1, a, 100)")).toEqual([100, 2, undefined]);
    expect(at("a > 1 OR a < 2")).toEqual([1, 1, undefined]);
  });

  it.each(["a +", "a b", "FILL(a)", "nobody", "a ^ 2", "1 + 1"])("refuses '%s'", (expression) => {
    expect(() => at(expression)).toThrow(/^Cannot /);
  });
});
