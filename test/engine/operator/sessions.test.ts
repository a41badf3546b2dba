/** Sessions: exact in every batching, merged by what comes out of order, and never retired twice behind a reshard. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveRowsOf, millis, sessions } from "../../../lib/engine/index.ts";
import { Harness, record } from "../../support/harness.ts";
import { GAP_MS, type SessionRow, sessionsOf, sessionTopology } from "../../support/session-topology.ts";

type Sent = { readonly key: string; readonly time: number; readonly value: number };

function recordsOf(all: readonly Sent[], from = 1) {
  return all.map((event, i) => record(from + i, { id: `e${from + i}`, ...event }));
}

/** Live and retired sessions, by key and start. */
async function rowsOf(harness: Harness): Promise<SessionRow[]> {
  const shards = await harness.state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => harness.state.keyedPages(shardId)));
  const live = [...liveRowsOf(harness.topology, "visits", pages.flat())];
  return ([...(await harness.alerts("visits")), ...live] as SessionRow[]).sort(byKeyAndStart);
}

function byKeyAndStart(one: SessionRow, other: SessionRow): number {
  return one.key === other.key ? one.start - other.start : one.key < other.key ? -1 : 1;
}

const at = (time: number, value = 1, key = "a"): Sent => ({ key, time, value });

describe("sessions()", () => {
  //  0      20            50        81
  //  |--e----e-------------e         e     50 - 20 is the gap: one session; 81 - 50 is one more: another
  it("takes events at most the gap apart for one session, which ends a gap after its last", async () => {
    const harness = new Harness(sessionTopology());
    await harness.process(recordsOf([at(0), at(20_000), at(50_000), at(80_001)]));
    expect(await rowsOf(harness)).toEqual([
      { key: "a", start: 0, end: 80_000, events: 3, total: 3 },
      { key: "a", start: 80_001, end: 110_001, events: 1, total: 1 },
    ]);
  });

  //  0                    40
  //  |                    |      and then, late, 20: it bridges them
  it("makes two sessions one when a late event bridges them", async () => {
    const harness = new Harness(sessionTopology());
    await harness.process(recordsOf([at(0, 1), at(40_000, 2)]));
    expect(await rowsOf(harness)).toHaveLength(2);
    await harness.process(recordsOf([at(20_000, 4)], 3));
    expect(await rowsOf(harness)).toEqual([{ key: "a", start: 0, end: 70_000, events: 3, total: 7 }]);
  });

  it("lets a retired session bridge nothing and refuses an event whose own session would be retired", async () => {
    const harness = new Harness(sessionTopology());
    // The watermark behind 55,000 is 50,000: the session of 0 ends at 30,000 and is retired just then.
    await harness.process(recordsOf([at(0), at(55_000), at(30_000), at(0)]));
    expect(harness.expired.map(({ operators }) => operators)).toEqual([["visits"]]);
    expect(await rowsOf(harness)).toEqual([
      { key: "a", start: 0, end: 30_000, events: 1, total: 1 },
      { key: "a", start: 30_000, end: 85_000, events: 2, total: 2 },
    ]);
  });

  it("moves retired sessions into the history and forgets their keys", async () => {
    const harness = new Harness(sessionTopology());
    const keys = ["a", "b", "__proto__"];
    await harness.process(recordsOf(keys.map((key, i) => at(i, 1, key))));
    await harness.process(recordsOf([at(10 * 60_000, 1, "z"), at(20 * 60_000, 1, "z")], 4));
    expect(await harness.alerts("visits")).toHaveLength(3);
    const [page] = await harness.state.keyedPages("shardId-000000000000");
    const section = page?.sections.get("visits")?.state as { keys: ReadonlyMap<string, unknown> };
    expect([...section.keys.keys()]).toEqual(["z"]);
    expect(await rowsOf(harness)).toHaveLength(5);
  });

  it("ends a session by its first event when asked", async () => {
    const harness = new Harness(sessionTopology({ from: "first" }));
    await harness.process(recordsOf([at(0), at(20_000), at(30_000), at(30_001)]));
    expect((await rowsOf(harness)).map(({ start, end, events }) => [start, end, events])).toEqual([
      [0, 30_000, 3],
      [30_001, 60_001, 1],
    ]);
  });

  it("lets no session last longer than allowed, neither by its next event nor by a bridge", async () => {
    const harness = new Harness(sessionTopology({ maxDuration: millis(50_000) }));
    await harness.process(recordsOf([at(0), at(30_000), at(50_000), at(50_001)]));
    expect((await rowsOf(harness)).map(({ start, events }) => [start, events])).toEqual([
      [0, 3],
      [50_001, 1],
    ]);
  });

  it("refuses a gap of nothing", () => {
    const { history } = {
      history: { partition: () => "", chunkEntries: 2, bucketMs: millis(1), retentionMs: millis(1) },
    };
    const options = { allowedLateness: millis(0), key: () => "", aggregate: {}, row: () => ({}), history };
    expect(() => sessions({ gap: millis(0), ...options })).toThrow(
      "Cannot make sessions with a gap of 0 ms: expected at least 1 ms",
    );
  });

  const events = fc.array(
    fc.record({
      key: fc.constantFrom("a", "b"),
      time: fc.integer({ min: -6, max: 12 }).map((steps) => steps * 15_000),
      value: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 40 },
  );

  it.each([1, 2, 0])("come to what one event after the other would make, in batches of %i", async (size) => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const harness = new Harness(sessionTopology());
        await harness.processIn(size, recordsOf(all));
        const { rows, expired } = sessionsOf(all);
        expect(await rowsOf(harness)).toEqual(rows.sort(byKeyAndStart));
        expect(harness.expired).toHaveLength(expired);
      }),
      { numRuns: 150 },
    );
  });

  it("lose no event and count none twice across a split, whichever child a key goes to", async () => {
    await fc.assert(
      fc.asyncProperty(events, events, async (before, after) => {
        const harness = new Harness(sessionTopology());
        harness.ports = {
          ...harness.ports,
          parentsOf: async (shardId) => (shardId.startsWith("child") ? ["shardId-000000000000"] : []),
        };
        await harness.process(recordsOf(before));
        for (const key of ["a", "b"]) {
          const own = recordsOf(after, 1_000).filter((_, i) => after[i]?.key === key);
          if (own.length > 0) await harness.process(own, `child-${key}`);
        }
        const rows = await rowsOf(harness);
        const refused = new Set(
          harness.expired.map(({ record: { sequenceNumber } }) => Number(sequenceNumber)),
        );
        const sent = [
          ...before.map((event, i) => [i + 1, event] as const),
          ...after.map((event, i) => [1_000 + i, event] as const),
        ];
        for (const key of ["a", "b"]) {
          const taken = sent
            .filter(([n, event]) => event.key === key && !refused.has(n))
            .map(([, event]) => event);
          const own = rows.filter((row) => row.key === key);
          const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
          expect(total(own.map((row) => row.events))).toBe(taken.length);
          expect(total(own.map((row) => row.total))).toBe(total(taken.map(({ value }) => value)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keep no window open longer than their gap asks", () => {
    expect(sessionTopology().identityHorizonMs).toBe(600_000);
    expect(GAP_MS).toBe(sessionTopology().operators.visits?.windowing?.assigner.maxSizeMs);
  });
});
