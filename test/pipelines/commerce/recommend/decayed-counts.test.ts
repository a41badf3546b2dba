/** Decayed counts against the sum that defines them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDecayed,
  countAt,
  type DecayedCounts,
  detailOf,
  mergeDecayed,
  noCounts,
  placeOf,
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
  const { levels } = add(noCounts(), "a", 5000, 8);
  const at = (atMs: number) => countAt(levels[0] ?? 0, atMs, HALF_LIFE_MS);
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
      let counts: DecayedCounts<null> = noCounts();
      for (const { key, atMs, weight } of given) counts = add(counts, key, atMs, weight, wide);
      for (const [at, key] of counts.keys.entries()) {
        const own = given.filter((addition) => addition.key === key);
        const sum = own.reduce(
          (total, one) => total + one.weight * 2 ** ((one.atMs - 10_000) / HALF_LIFE_MS),
          0,
        );
        expect(countAt(counts.levels[at] ?? 0, 10_000, HALF_LIFE_MS) / sum).toBeCloseTo(1, 9);
      }
      expect(new Set(counts.keys)).toEqual(new Set(given.map(({ key }) => key)));
    }),
  );
});

test("a newcomer to a full list takes the place of the lowest and starts at nothing", () => {
  let counts = add(add(add(noCounts(), "a", 0, 4), "b", 0, 1), "c", 0, 2);
  counts = add(counts, "d", 0, 1);
  expect(counts).toEqual({ keys: ["a", "d", "c"], levels: [2, 0, 1], details: [null, null, null] });
});

test("shares sum to one and keep the proportions", () => {
  const shares = sharesOf(add(add(noCounts(), "__proto__", 1e12, 3), "b", 1e12, 1));
  expect([...shares.keys()]).toEqual(["__proto__", "b"]);
  expect(shares.get("__proto__")).toBeCloseTo(0.75, 6);
  expect(shares.get("b")).toBeCloseTo(0.25, 6);
  expect(sharesOf(noCounts())).toEqual(new Map());
});

test("an addition leaves the list that it was made to as it is", () => {
  const before = add(noCounts(), "a", 0);
  add(before, "a", 0);
  expect(before).toEqual({ keys: ["a"], levels: [0], details: [null] });
});

test("a long list finds its keys as a short one does, while it is added to and newcomers take places", () => {
  const long = { halfLifeMs: HALF_LIFE_MS, capacity: 300 };
  let counts: DecayedCounts<string> = noCounts();
  for (let at = 0; at < 900; at++) {
    const key = `k${(at * 7) % 450}`;
    counts = addDecayed(counts, { key, atMs: at, weight: 1, detail: key }, long);
    expect(placeOf(counts, key)).toBe(counts.keys.indexOf(key));
  }
  for (let at = 0; at < 450; at++) {
    expect(placeOf(counts, `k${at}`)).toBe(counts.keys.indexOf(`k${at}`));
    expect(detailOf(counts, `k${at}`)).toBe(counts.keys.includes(`k${at}`) ? `k${at}` : undefined);
  }
});

const lists = fc.array(
  fc.record({ key: fc.constantFrom("a", "b", "c", "__proto__"), atMs: fc.integer({ min: 0, max: 9000 }) }),
  { maxLength: 12 },
);

test("merging is adding all of both, in either order", () => {
  const countsOf = (given: readonly { key: string; atMs: number }[]) =>
    given.reduce(
      (counts, { key, atMs }) => add(counts, key, atMs, 1, wide),
      noCounts() as DecayedCounts<null>,
    );
  const rounded = ({ keys, levels }: DecayedCounts<null>) =>
    new Map(keys.map((key, at) => [key, (levels[at] ?? 0).toFixed(9)]));
  fc.assert(
    fc.property(lists, lists, (one, other) => {
      const merged = mergeDecayed(countsOf(one), countsOf(other), wide);
      expect(rounded(merged)).toEqual(rounded(countsOf([...one, ...other])));
      expect(rounded(mergeDecayed(countsOf(other), countsOf(one), wide))).toEqual(rounded(merged));
    }),
  );
});

test("of too many keys together merging keeps the highest", () => {
  const one = add(add(noCounts(), "a", 0, 8), "b", 0, 1);
  const other = add(add(noCounts(), "c", 0, 4), "d", 0, 2);
  expect(mergeDecayed(one, other, decay).keys).toEqual(["a", "c", "d"]);
});
