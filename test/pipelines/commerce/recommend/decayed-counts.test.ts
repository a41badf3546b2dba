/** Decayed counts against the sum that defines them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDecayed,
  countAt,
  type DecayedCounts,
  sharesOf,
} from "../../../../lib/pipelines/commerce/recommend/decayed-counts.ts";
import { HOSTILE_KEYS } from "./interactions.ts";

const HALF_LIFE_MS = 1000;
const decay = { halfLifeMs: HALF_LIFE_MS, capacity: 3 };
const wide = { halfLifeMs: HALF_LIFE_MS, capacity: 100 };

function add(counts: DecayedCounts<null>, key: string, atMs: number, weight = 1, settings = decay) {
  return addDecayed(counts, { key, atMs, weight, detail: null }, settings);
}

test("a count halves with each half-life", () => {
  const [count] = add([], "a", 5000, 8);
  const at = (atMs: number) => countAt(count?.level ?? 0, atMs, HALF_LIFE_MS);
  expect([at(5000), at(6000), at(8000)]).toEqual([8, 4, 1]);
});

test("counts are the sum of what was added, each decayed from its own time, in any order", () => {
  const additions = fc.array(
    fc.record({
      key: fc.constantFrom("a", "b", ...HOSTILE_KEYS),
      atMs: fc.integer({ min: 0, max: 10_000 }),
      weight: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(additions, (given) => {
      let counts: DecayedCounts<null> = [];
      for (const { key, atMs, weight } of given) counts = add(counts, key, atMs, weight, wide);
      for (const { key, level } of counts) {
        const own = given.filter((addition) => addition.key === key);
        const sum = own.reduce(
          (total, one) => total + one.weight * 2 ** ((one.atMs - 10_000) / HALF_LIFE_MS),
          0,
        );
        expect(countAt(level, 10_000, HALF_LIFE_MS) / sum).toBeCloseTo(1, 9);
      }
      expect(new Set(counts.map(({ key }) => key))).toEqual(new Set(given.map(({ key }) => key)));
    }),
  );
});

test("a newcomer to a full list takes the place of the lowest and starts at nothing", () => {
  let counts = add(add(add([], "a", 0, 4), "b", 0, 1), "c", 0, 2);
  counts = add(counts, "d", 0, 1);
  expect(counts).toEqual([
    { key: "a", level: 2, detail: null },
    { key: "d", level: 0, detail: null },
    { key: "c", level: 1, detail: null },
  ]);
});

test("shares sum to one and keep the proportions", () => {
  const shares = sharesOf(add(add([], "__proto__", 1e12, 3), "b", 1e12, 1));
  expect([...shares.keys()]).toEqual(["__proto__", "b"]);
  expect(shares.get("__proto__")).toBeCloseTo(0.75, 6);
  expect(shares.get("b")).toBeCloseTo(0.25, 6);
  expect(sharesOf([])).toEqual(new Map());
});

test("an addition leaves the list that it was made to as it is", () => {
  const before = add([], "a", 0);
  add(before, "a", 0);
  expect(before).toEqual([{ key: "a", level: 0, detail: null }]);
});
