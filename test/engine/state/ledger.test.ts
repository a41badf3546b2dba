import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendToLedger,
  BEGINNING_OF_TIME,
  EMPTY_LEDGER,
  eventTime,
  LEDGER_RUN_ENTRIES,
  type LedgerEntry,
  type LedgerState,
} from "../../../lib/engine/index.ts";

const entriesOf = (count: number): LedgerEntry[] =>
  Array.from({ length: count }, (_, i) => [`id-${i}`, eventTime(i)] as const);

describe("a ledger", () => {
  it("closes a run at its 256th entry, not before", () => {
    const almost = appendToLedger(EMPTY_LEDGER, entriesOf(LEDGER_RUN_ENTRIES - 1), BEGINNING_OF_TIME);
    expect(almost.closedRuns).toEqual([]);
    const full = appendToLedger(almost.state, [["last", eventTime(9_999)]], BEGINNING_OF_TIME);
    expect(full.closedRuns.map(({ number, entries }) => [number, entries.length])).toEqual([[0, 256]]);
    expect(full.state).toEqual({ tail: [], runs: [{ number: 0, forgetAtMs: 9_999 }], nextRun: 1 });
  });

  it("forgets a run when the watermark reaches the last of its entries, not before", () => {
    const { state } = appendToLedger(EMPTY_LEDGER, entriesOf(LEDGER_RUN_ENTRIES), BEGINNING_OF_TIME);
    expect(appendToLedger(state, [], eventTime(254)).forgottenRuns).toEqual([]);
    const forgotten = appendToLedger(state, [], eventTime(255));
    expect(forgotten.forgottenRuns).toEqual([0]);
    expect(forgotten.state).toEqual({ tail: [], runs: [], nextRun: 1 });
  });

  it("makes the same runs wherever batches are cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 300 }), (count, size) => {
        const all = entriesOf(count);
        const whole = appendToLedger(EMPTY_LEDGER, all, BEGINNING_OF_TIME);
        let state: LedgerState = EMPTY_LEDGER;
        const runs = [];
        for (let i = 0; i < count; i += size) {
          const step = appendToLedger(state, all.slice(i, i + size), BEGINNING_OF_TIME);
          state = step.state;
          runs.push(...step.closedRuns);
        }
        expect(state).toEqual(whole.state);
        expect(runs).toEqual(whole.closedRuns);
      }),
      { numRuns: 50 },
    );
  });
});
