/** Slots come at their rate: none early, none twice, none lost but after a long hold-up. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Pacer } from "../../../scripts/producer/pacer.ts";

const START = 1_000_000;

test("Pacer gives out the slots that have passed, each once", () => {
  const pacer = new Pacer({ rate: 10, startMs: START });
  expect(pacer.due(START)).toEqual([]);
  expect(pacer.due(START + 250)).toEqual([START, START + 100, START + 200]);
  expect(pacer.due(START + 300)).toEqual([]);
  expect(pacer.due(START + 301)).toEqual([START + 300]);
});

test("Pacer ends with exactly rate * duration slots", () => {
  const pacer = new Pacer({ rate: 1000, startMs: START, durationMs: 500 });
  expect(pacer.due(START + 499).length).toBe(499);
  expect([START + 499, START + 700].map((nowMs) => pacer.isOver(nowMs))).toEqual([false, false]);
  expect(pacer.due(START + 700)).toEqual([START + 499]);
  expect(pacer.isOver(START + 700)).toBe(true);
});

test("Pacer catches up on a second after a hold-up and counts what it skips", () => {
  const pacer = new Pacer({ rate: 10, startMs: START });
  pacer.due(START + 100);
  const slots = pacer.due(START + 60_000);
  expect([slots.length, slots[0], slots.at(-1)]).toEqual([10, START + 59_000, START + 59_900]);
  expect(pacer.skipped).toBe(589);
});

test("Pacer makes nothing more when it was held up beyond its end", () => {
  const pacer = new Pacer({ rate: 10, startMs: START, durationMs: 1000 });
  expect(pacer.due(START + 5000)).toEqual([]);
  expect(pacer.skipped).toBe(10);
});

test("Pacer waits for the next multiple of the interval, or for the end", () => {
  const pacer = new Pacer({ rate: 10, startMs: START, durationMs: 1050 });
  expect([0, 99, 100, 130, 1000].map((ms) => pacer.waitMs(START + ms, 100))).toEqual([100, 1, 100, 70, 50]);
});

test("Pacer never gives more than its rate, nor a slot before its time, however often it is asked", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), steps, (rate, stepsMs) => {
      const pacer = new Pacer({ rate, startMs: START });
      let nowMs = START;
      const all: number[] = [];
      for (const stepMs of stepsMs) {
        nowMs += stepMs;
        all.push(...pacer.due(nowMs));
      }
      expect(pacer.skipped).toBe(0);
      expect(all).toEqual(all.map((_, k) => START + (k * 1000) / rate));
      expect(all.length).toBe(Math.ceil(((nowMs - START) * rate) / 1000));
    }),
  );
});

test("Pacer takes a clock that goes back for one that stands still", () => {
  const pacer = new Pacer({ rate: 10, startMs: START });
  pacer.due(START + 1000);
  expect(pacer.due(START - 5000)).toEqual([]);
  expect(pacer.due(START + 1001)).toEqual([START + 1000]);
  expect(pacer.skipped).toBe(0);
});
