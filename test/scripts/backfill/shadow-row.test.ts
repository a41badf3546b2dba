/** Recomputed panes of windows that were amended: what late events were folded in stays in. */
import { describe, expect, it } from "vitest";
import { AMENDMENTS, eventTime, type PaneKey } from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/index.ts";
import { byPane, shadowPane } from "../../../scripts/backfill/shadow-row.ts";
import { smallTopology } from "../../support/small-topology.ts";

const topology = smallTopology();
const key: PaneKey = {
  operator: "sums",
  window: { startMs: eventTime(0), endMs: eventTime(60_000) },
  page: "sums",
};

describe("shadowPane()", () => {
  it("adds to the recomputed states what the live window was amended with", async () => {
    const live = new MemoryStateStore();
    const amendedWith = ["shardId-000000000000:9"];
    const amendments = { shardId: AMENDMENTS, state: sectionOf("b", 7) };
    const parts = [{ shardId: "shardId-000000000000", state: sectionOf("a", 1) }, amendments];
    await live.putArchive({ key, version: 1, parts, amendedWith });
    const pane = { key, index: 1, timing: "LATE", version: 1, marks: new Map(), published: true } as const;
    await live.commitPane({ ...pane, final: true, archive: 1 });
    const recomputed = [{ shardId: "shardId-000000000000", state: sectionOf("a", 5) }];
    const shadow = await shadowPane(topology, live, { key, version: 4, parts: recomputed, amendedWith: [] });
    expect(shadow.rows.map(({ row }) => [row.key, row.events, row.total])).toEqual([
      ["a", 1, 5],
      ["b", 1, 7],
    ]);
    expect(shadow.archive).toMatchObject({ amendedWith, parts: [...recomputed, amendments] });
  });

  it("of a window that live does not know is what was recomputed", async () => {
    const parts = [{ shardId: "shardId-000000000000", state: sectionOf("a", 5) }];
    const archive = { key, version: 4, parts, amendedWith: [] };
    const shadow = await shadowPane(topology, new MemoryStateStore(), archive);
    expect(shadow.rows.map(({ row, version }) => [row.total, version])).toEqual([[5, 0]]);
    expect(byPane(shadow.rows.map((row) => ({ page: "sums", row })))).toEqual([{ key, rows: shadow.rows }]);
  });
});

/** A section as the operator would have folded it from one event. */
function sectionOf(name: string, value: number): unknown {
  const sums = topology.operators.sums;
  const record = { sequenceNumber: "1" as never };
  const context = {
    record,
    eventTimeMs: eventTime(0),
    watermarkMs: eventTime(0),
    identity: () => "1",
  };
  const prepared = sums?.prepare({ id: "1", key: name, time: 0, value }, context, "sums");
  if (sums === undefined || !Array.isArray(prepared)) throw new Error("Cannot fold: expected one window");
  const draft = sums.openDraft(undefined);
  const fold = { eventTimeMs: eventTime(0), emit: () => {}, closeTail: () => {}, say: () => {} };
  for (const contribution of prepared) sums.fold(draft, contribution, fold);
  return sums.closeDraft(draft);
}
