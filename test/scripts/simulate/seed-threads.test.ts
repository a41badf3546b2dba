/** Seeds on several threads: one outcome, whichever thread is faster. */
import { describe, expect, it } from "vitest";
import { lowestFailing } from "../../../scripts/simulate/seed-threads.ts";

const FAILING = new URL("./fixtures/failing-worker.ts", import.meta.url);

function run(first: number, seeds: number, threads: number, signal = new AbortController().signal) {
  const done: number[] = [];
  const outcome = lowestFailing(
    { first, seeds, events: 10, threads },
    signal,
    (count) => done.push(count),
    FAILING,
  );
  return { outcome, done };
}

describe("lowestFailing", () => {
  it.each([1, 2, 4])(
    "finds the lowest failing seed on %i threads, though higher ones fail sooner",
    async (threads) => {
      expect(await run(1, 50, threads).outcome).toBe(5);
    },
  );

  it("runs every seed once when none fails", async () => {
    const { outcome, done } = run(1, 4, 2);
    expect(await outcome).toBeUndefined();
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it("uses no more threads than there are seeds", async () => {
    const { outcome, done } = run(4, 1, 8);
    expect(await outcome).toBeUndefined();
    expect(done).toEqual([1]);
  });

  it("ends when it is interrupted", async () => {
    const interruption = new AbortController();
    const { outcome } = run(1, 4, 2, interruption.signal);
    interruption.abort();
    await expect(outcome).rejects.toMatchObject({ name: "AbortError" });
  });

  it("passes on what a thread threw", async () => {
    await expect(run(100, 1, 1).outcome).rejects.toThrow("seed 100 cannot be run");
  });

  it("runs the engine's own simulation", async () => {
    const range = { first: 1, seeds: 2, events: 20, threads: 2 };
    expect(await lowestFailing(range, new AbortController().signal, () => {})).toBeUndefined();
  });
});
