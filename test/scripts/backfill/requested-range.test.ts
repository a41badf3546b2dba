/** What the options ask for, held to the pipeline's floor, the stream's retention and the last run. */
import { describe, expect, it } from "vitest";
import { stageConfig } from "../../../lib/infra/stage-config.ts";
import { STAGES } from "../../../lib/contract/index.ts";
import { eventTime, minutes, seconds } from "../../../lib/engine/index.ts";
import { isCompared, warmUpMs } from "../../../scripts/backfill/range.ts";
import { stageTopology } from "../../../scripts/stage/stage-topology.ts";
import { lastRun, requestedRange } from "../../../scripts/backfill/requested-range.ts";
import type { ShadowHead } from "../../../scripts/backfill/shadow-store.ts";
import { smallTopology } from "../../support/small-topology.ts";

const topology = smallTopology();
const FLOOR_MS = eventTime(minutes(60));
const OPTIONS = { from: minutes(10) };

describe("requestedRange()", () => {
  it("ends where the live windows are retired, unless --to is earlier", () => {
    expect(requestedRange(topology, OPTIONS, FLOOR_MS, null)).toEqual({
      fromMs: minutes(10),
      toMs: FLOOR_MS,
    });
    const earlier = requestedRange(topology, { ...OPTIONS, to: minutes(30) }, FLOOR_MS, null);
    expect(earlier.toMs).toBe(minutes(30));
    const later = requestedRange(topology, { ...OPTIONS, to: minutes(90) }, FLOOR_MS, null);
    expect(later.toMs).toBe(FLOOR_MS);
  });

  it("names the oldest available time when the stream no longer has what it takes", () => {
    const oldestMs = minutes(10) - warmUpMs(topology) + 1;
    expect(() => requestedRange(topology, OPTIONS, FLOOR_MS, oldestMs)).toThrow(
      /the stream has records from 1970-01-01T00:07:50\.001Z on, .* give --from 1970-01-01T00:10:00\.001Z or later/,
    );
    expect(requestedRange(topology, OPTIONS, FLOOR_MS, oldestMs - 1).fromMs).toBe(minutes(10));
  });

  it("refuses a range in which no window is retired, and a pipeline that has none", () => {
    expect(() => requestedRange(topology, { from: FLOOR_MS }, FLOOR_MS, null)).toThrow(
      "no window that begins",
    );
    expect(() => requestedRange(topology, OPTIONS, undefined, null)).toThrow("no window is retired yet");
    const { last } = topology.operators;
    const unwindowed = { ...topology, operators: { last: last as NonNullable<typeof last> } };
    expect(() => requestedRange(unwindowed, OPTIONS, FLOOR_MS, null)).toThrow(
      "it has no windowed view that reads the source",
    );
  });
});

describe("lastRun()", () => {
  const head: ShadowHead = { fromMs: 1, toMs: 2, runMs: 3, operators: ["sums"], isComplete: true };
  const shadow = (stored: ShadowHead | undefined) => ({ readHead: async () => stored });

  it("is the run that ended, of the range that is named or of any", async () => {
    expect(await lastRun(shadow(head), {})).toBe(head);
    expect(await lastRun(shadow(head), { from: 1, to: 2 })).toBe(head);
    await expect(lastRun(shadow(head), { from: 2 })).rejects.toThrow("Cannot promote another range");
  });

  it("is none where nothing was recomputed, or not to its end", async () => {
    await expect(lastRun(shadow(undefined), {})).rejects.toThrow("there is no shadow");
    await expect(lastRun(shadow({ ...head, isComplete: false }), {})).rejects.toThrow("did not end");
  });
});

describe("a backfill's range", () => {
  it("compares windows that begin in it and take no more events at its end", () => {
    const range = { fromMs: minutes(1), toMs: minutes(4) };
    const compared = [0, 1, 2, 3].filter((minute) => {
      const window = { startMs: eventTime(minutes(minute)), endMs: eventTime(minutes(minute + 1)) };
      return isCompared(topology, range, "sums", window);
    });
    expect(compared).toEqual([1, 2]);
  });

  it("is read from the margin on, which holds remembered identities where all events are compared", () => {
    const marginMs = seconds(5) + minutes(1) + minutes(1) + seconds(5);
    expect(warmUpMs(topology)).toBe(marginMs);
    expect(warmUpMs(smallTopology({ dedupe: "id" }))).toBe(marginMs + minutes(10));
  });

  it("is recomputed with the stage's own choice of deduplication", () => {
    for (const stage of STAGES) {
      expect(stageTopology(topology, stage).dedupe).toBe(stageConfig(stage).dedupe ?? topology.dedupe);
    }
  });
});
