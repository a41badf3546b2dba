/** Pages that are too large whatever is refused: the batch ends, and no record pays for what timers said. */
import { describe, expect, it } from "vitest";
import {
  downstreamOf,
  type EventTimeMs,
  keyed,
  minutes,
  type Operator,
  type Page,
  PageTooLargeError,
  sequenceNumber,
  type SourceRecord,
} from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

const LOOKS_MAX = 100;

/** Takes pages of so many keys of one operator, and is not asked for ever. */
class SmallPages extends MemoryStateStore {
  readonly #operator: string;
  readonly #keysMax: number;
  #looks = 0;

  constructor(operator: string, keysMax: number) {
    super();
    this.#operator = operator;
    this.#keysMax = keysMax;
  }

  override fits({ sections }: Page): boolean {
    this.#looks += 1;
    if (this.#looks > LOOKS_MAX) throw new Error("asked for ever");
    const state = sections.get(this.#operator)?.state as { readonly size: number } | undefined;
    return (state?.size ?? 0) <= this.#keysMax;
  }
}

const sent = (n: number, key: string, time = 0) => record(n, { id: `e${n}`, key, time, value: 1 });

it("processBatch() fails when a child inherits more than a page takes", async () => {
  const harness = new Harness(graphTopology(), new SmallPages("total", 3));
  const parents: Record<string, string[]> = { child: ["left", "right"] };
  harness.ports = { ...harness.ports, parentsOf: async (shardId) => parents[shardId] ?? [] };
  await harness.process([sent(1, "a"), sent(2, "b")], "left");
  await harness.process([sent(3, "c"), sent(4, "d")], "right");
  await expect(harness.process([sent(5, "a")], "child")).rejects.toThrow(PageTooLargeError);
  await expect(harness.process([sent(5, "a"), sent(6, "b")], "child")).rejects.toThrow(PageTooLargeError);
});

/** A reader that counts what it hears, by what it hears. */
const heard = keyed<string, number, never>({
  key: (said) => said,
  initial: 0,
  observe: (before) => ({ state: before + 1 }),
  row: (key, times) => ({ key, times }),
});

it("processBatch() refuses a record of which several things are said to a page that is too large for them", async () => {
  const letters = keyed<Event, number, string>({
    key: ({ key }) => key,
    initial: 0,
    observe: (before, { key }) => ({ state: before + 1, outputs: [...key] }),
    row: (key) => ({ key }),
  });
  const operators: Record<string, Operator<Event>> = { letters, heard: downstreamOf("letters", heard) };
  const harness = new Harness(graphTopology(operators), new SmallPages("heard", 3));
  await harness.process([sent(1, "ab"), sent(2, "cd"), sent(3, "ba")]);
  expect(harness.deadLetters.map(({ record: letter }) => Number(letter.sequenceNumber))).toEqual([2]);
  expect(await harness.latest("heard")).toEqual({ a: { key: "a", times: 2 }, b: { key: "b", times: 2 } });
});

describe("a page that cannot take what timers upstream say", () => {
  const MINUTE = minutes(1);
  /** Says each key a minute after its event. */
  const reminders = keyed<Event, number, string>({
    key: ({ key }) => key,
    initial: 0,
    observe: (_state, _event, { eventTimeMs }) => ({ state: 1, timerMs: eventTimeMs + MINUTE }),
    timer: {
      partitionKey: (key) => key,
      onTimer: (_state, _timerMs, key) => ({ state: undefined, output: key }),
    },
    row: (key) => ({ key }),
  });
  const operators: Record<string, Operator<Event>> = { reminders, heard: downstreamOf("reminders", heard) };
  const world = () => new Harness(graphTopology(operators), new SmallPages("heard", 2));
  const late = [sent(3, "c", 10 * MINUTE), sent(4, "d", 10 * MINUTE), sent(5, "e", 20 * MINUTE)];
  const all = [sent(1, "a"), sent(2, "b"), ...late];
  const heartbeat: SourceRecord = {
    sequenceNumber: sequenceNumber("6"),
    arrivalMs: null,
    content: { kind: "heartbeat", watermarkMs: (60 * MINUTE) as EventTimeMs },
  };

  it.each([0, 1, 2, 3])("loses and counts it, and takes the record, in batches of %i", async (size) => {
    const harness = world();
    let timersLost = 0;
    const batches = size === 0 ? [all] : all.map((_, i) => all.slice(i * size, (i + 1) * size));
    for (const batch of [...batches, [heartbeat]]) timersLost += (await harness.process(batch)).timersLost;
    expect(timersLost).toBe(3);
    expect(await harness.latest("heard")).toEqual({
      a: { key: "a", times: 1 },
      b: { key: "b", times: 1 },
    });
    expect(harness.deadLetters).toEqual([]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 5, deadLettered: 0 });
  });
});
