import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  append,
  closeJournal,
  decodeJournal,
  encodeJournal,
  eventTime,
  type Journal,
  type JournalLayout,
  openJournal,
} from "../../../lib/engine/index.ts";

const layout: JournalLayout = { chunkEntries: 3, bucketMs: 100, retentionMs: 1_000 };

/** Appends all entries, opening and closing the journal after every `size` of them. */
function appendIn(size: number, entries: readonly (readonly [string, number, string])[]) {
  let journal: Journal | undefined;
  const closed = [];
  for (let i = 0; i < entries.length; i += size) {
    const draft = openJournal(journal);
    for (const [partition, time, text] of entries.slice(i, i + size)) {
      closed.push(...append(draft, layout, partition, eventTime(time), text));
    }
    journal = closeJournal(draft);
  }
  return { journal: journal ?? [], closed };
}

describe("a journal", () => {
  it("closes a tail when it is full, and opens the next", () => {
    const { journal, closed } = appendIn(9, [
      ["p", 1, "1"],
      ["p", 2, "2"],
      ["p", 3, "3"],
      ["p", 4, "4"],
    ]);
    expect(closed).toEqual([{ partition: "p", bucketMs: 0, entries: ["1", "2", "3"] }]);
    expect(journal).toEqual([{ partition: "p", bucketMs: 0, entries: ["4"] }]);
  });

  it("puts the last millisecond of a bucket and the first of the next apart, before 1970 too", () => {
    const { journal } = appendIn(9, [
      ["p", -1, "a"],
      ["p", 0, "b"],
      ["q", 99, "c"],
      ["q", 100, "d"],
    ]);
    expect(journal.map(({ partition, bucketMs }) => [partition, bucketMs])).toEqual([
      ["p", -100],
      ["p", 0],
      ["q", 0],
      ["q", 100],
    ]);
  });

  it("keeps at most two buckets of a partition open: a third closes the oldest", () => {
    const { journal, closed } = appendIn(9, [
      ["p", 200, "a"],
      ["p", 0, "b"],
      ["q", 0, "c"],
      ["p", 100, "d"],
    ]);
    expect(closed).toEqual([{ partition: "p", bucketMs: 0, entries: ["b"] }]);
    expect(journal.map(({ partition, bucketMs }) => [partition, bucketMs])).toEqual([
      ["p", 200],
      ["q", 0],
      ["p", 100],
    ]);
  });

  it("is the same wherever batches are cut, and holds every entry exactly once", () => {
    const entry = fc.tuple(
      fc.constantFrom("p", "q", "__proto__"),
      fc.integer({ min: -500, max: 500 }),
      fc.nat().map(String),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (entries, size) => {
        const whole = appendIn(Math.max(1, entries.length), entries);
        expect(appendIn(size, entries)).toEqual(whole);
        const held = [...whole.closed, ...whole.journal].flatMap((tail) => tail.entries);
        expect(held.sort()).toEqual(entries.map(([, , text]) => text).sort());
      }),
    );
  });

  it("survives being stored", () => {
    const { journal } = appendIn(9, [
      ["p", 1, '["a",1]'],
      ["__proto__", 2, '{"b":null}'],
    ]);
    expect(decodeJournal(JSON.parse(encodeJournal(journal)))).toEqual(journal);
  });
});
