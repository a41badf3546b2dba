/**
 * What every state store must do with panes and archives, whatever it is made of; the clauses of lib/engine/state/ports.ts
 * on shards and pages have theirs in state-store-contract.ts.
 */
import { describe, expect, it } from "vitest";
import {
  AMENDMENTS,
  type Archive,
  END_OF_TIME,
  eventTime,
  type Pane,
  type SequenceNumber,
  type StateStore,
  sequenceNumber,
  type Window,
} from "../../lib/engine/index.ts";

const SHARD = "shardId-000000000000";
const at = (position: number): SequenceNumber => sequenceNumber(String(position));
const window = (startMs: number): Window => ({
  startMs: eventTime(startMs),
  endMs: eventTime(startMs + 60_000),
});

export function describePaneStore(name: string, makeStore: () => Promise<StateStore>): void {
  describe(`${name} keeps panes`, () => {
    it("each version on top of the one before", async () => {
      const store = await makeStore();
      const key = { operator: "sums", window: window(-60_000), page: "all" };
      const pane: Pane = {
        key,
        index: 0,
        timing: "ON_TIME",
        version: 1,
        marks: new Map([[SHARD, at(4)]]),
        published: false,
        final: false,
        archive: null,
      };
      expect(await store.readPane(key)).toBeUndefined();
      expect(await store.commitPane(pane)).toBe(true);
      expect(await store.commitPane(pane)).toBe(false);
      const published: Pane = { ...pane, version: 2, published: true };
      expect(await store.commitPane(published)).toBe(true);
      expect(await store.commitPane({ ...pane, version: 2 })).toBe(false);
      expect(await store.readPane(key)).toEqual(published);
      const final: Pane = { ...published, version: 3, final: true };
      expect(await store.commitPane(final)).toBe(true);
      expect(await store.readPane(key)).toEqual(final);
    });
  });

  describe(`${name} keeps archives`, () => {
    const archive: Archive = {
      key: { operator: "sums", window: window(-60_000), page: "all#1" },
      version: 3,
      parts: [
        { shardId: SHARD, state: new Map([["__proto__", [1, 2]]]) },
        { shardId: AMENDMENTS, state: new Map([["a", [3, 4]]]) },
      ],
      amendedWith: ["shard:1", "shard:2"],
    };

    it("whole, apart from those of other versions, pages and windows", async () => {
      const store = await makeStore();
      expect(await store.readArchive(archive.key, 3)).toBeUndefined();
      const others: Archive[] = [
        { ...archive, version: 30, amendedWith: [] },
        { ...archive, key: { ...archive.key, page: "all" }, parts: [] },
        { ...archive, key: { ...archive.key, window: window(0) }, parts: [] },
      ];
      for (const one of [archive, ...others, archive]) await store.putArchive(one);
      const read = await store.readArchive(archive.key, 3);
      expect({ ...read, parts: byShard(read?.parts) }).toEqual({ ...archive, parts: byShard(archive.parts) });
      expect(await store.readArchive({ ...archive.key, page: "all" }, 3)).toMatchObject({ parts: [] });
    });

    it("without getting into the way of panes and pages", async () => {
      const store = await makeStore();
      await store.putArchive(archive);
      expect(await store.readPane(archive.key)).toBeUndefined();
      expect(await store.windowPages(SHARD, END_OF_TIME)).toEqual([]);
    });
  });
}

function byShard(parts: Archive["parts"] = []): Archive["parts"] {
  return [...parts].sort((one, other) => (one.shardId < other.shardId ? -1 : 1));
}
