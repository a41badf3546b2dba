/** The interval join: each pair once, whichever side comes first, and nothing kept that nobody waits for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  downstreamOf,
  hash53,
  intervalJoin,
  type IntervalJoinOptions,
  keyed,
} from "../../../lib/engine/index.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

const OUT_OF_ORDERNESS_MS = 5_000;
const ENDING = 9;
/** An even value is of the left side, an odd one of the right. */
const isLeft = ({ value }: Pick<Event, "value">) => value % 2 === 0;

const pageOf = (key: string) => `page-${key}`;

type Options = IntervalJoinOptions<Event, string, string, string>;

const SIDES = {
  key: ({ key }: Event) => key,
  partitionKey: (key: string) => key,
  left: (event: Event) => (isLeft(event) ? event.id : undefined),
  right: (event: Event) => (isLeft(event) ? undefined : event.id),
  ends: ({ value }: Event) => value === ENDING,
  keptMax: 100,
  outcome: (left: string, pairs: number) => `${left}:${pairs}`,
};

function join(options: Partial<Options> & Pick<Options, "lowerMs" | "upperMs">): Harness {
  return heardFrom({ ...SIDES, pair: (left, right) => `${left}-${right}`, ...options });
}

function heardFrom(options: Options): Harness {
  const heard = keyed<string, readonly string[], never>({
    key: () => "all",
    initial: [],
    observe: (before, said) => ({ state: [...before, said] }),
    row: (_key, all) => ({ all }),
  });
  const joined = intervalJoin<Event, string, string, string>(options);
  return new Harness(graphTopology({ joined, heard: downstreamOf("joined", heard) }));
}

type Sent = Pick<Event, "key" | "time" | "value">;
const recordsOf = (all: readonly Sent[]) => all.map((sent, i) => record(i + 1, { id: `e${i}`, ...sent }));

async function said(harness: Harness): Promise<readonly string[]> {
  const { all } = (await harness.latest("heard")) as { all?: { all: string[] } };
  return all?.all ?? [];
}

/** Every earlier event of the other side and of the key that is near and still awaited; then what is awaited no more. */
function oracle(all: readonly Sent[], lowerMs: number, upperMs: number, leaveEveryMs: number): string[] {
  type Waiting = Sent & { readonly id: string; readonly overMs: number; pairs: number };
  let waiting: Waiting[] = [];
  const texts: string[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  const settle = () => {
    const over = waiting.filter(({ overMs }) => overMs <= watermark);
    waiting = waiting.filter(({ overMs }) => overMs > watermark);
    const left = over
      .filter(isLeft)
      .sort((one, two) => one.overMs - two.overMs || (one.key < two.key ? -1 : one.key > two.key ? 1 : 0));
    texts.push(...left.map(({ id, pairs }) => `${id}:${pairs}`));
  };
  for (const [i, { key, time, value }] of all.entries()) {
    watermark = Math.max(watermark, time - OUT_OF_ORDERNESS_MS);
    settle();
    const overMs = isLeft({ value })
      ? Math.ceil((time + Math.max(upperMs, 0) + 1) / leaveEveryMs) * leaveEveryMs
      : rightOverMs(key, time - Math.min(lowerMs, 0) + 1, leaveEveryMs);
    const own: Waiting = { key, time, value, id: `e${i}`, overMs, pairs: 0 };
    if (value === ENDING) {
      waiting = waiting.filter((one) => one.key !== key);
      continue;
    }
    for (const other of waiting.filter((one) => one.key === key && isLeft(one) !== isLeft(own))) {
      const [left, right] = isLeft(own) ? [own, other] : [other, own];
      if (right.time < left.time + lowerMs || right.time > left.time + upperMs) continue;
      left.pairs += 1;
      texts.push(`${left.id}-${right.id}`);
    }
    waiting.push(own);
    settle();
  }
  return texts;
}

function rightOverMs(key: string, fromMs: number, everyMs: number): number {
  const phaseMs = hash53(pageOf(key)) % everyMs;
  return Math.ceil((fromMs - phaseMs) / everyMs) * everyMs + phaseMs;
}

const event = fc.record({
  key: fc.constantFrom("a", "b"),
  time: fc.integer({ min: 0, max: 40 }).map((s) => s * 1_000),
  value: fc.constantFrom(0, 1, 2, 3, ENDING),
});

describe("intervalJoin()", () => {
  it.each([
    [0, 10_000, 1],
    [-3_000, 3_000, 1],
    [2_000, 6_000, 1],
    [-8_000, -1_000, 1],
    [0, 10_000, 7_000],
    [-3_000, 3_000, 20_000],
  ])(
    "says each pair from %i to %i ms once, and what became of each left event, every %i ms",
    async (...of) => {
      const [lowerMs, upperMs, leaveEveryMs] = of;
      await fc.assert(
        fc.asyncProperty(
          fc.array(event, { maxLength: 25 }),
          fc.integer({ min: 0, max: 4 }),
          async (all, size) => {
            const harness = join({ lowerMs, upperMs, leaveEveryMs, page: pageOf });
            await harness.processIn(size, recordsOf(all));
            expect(await said(harness)).toEqual(oracle(all, lowerMs, upperMs, leaveEveryMs));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it("pairs at both ends of the interval and not a millisecond beyond", async () => {
    const harness = join({ lowerMs: 1_000, upperMs: 2_000, outcome: undefined as never });
    const right = (time: number) => ({ key: "a", time, value: 1 });
    await harness.process(
      recordsOf([{ key: "a", time: 0, value: 0 }, right(999), right(1_000), right(2_000), right(2_001)]),
    );
    expect(await said(harness)).toEqual(["e0-e2", "e0-e3"]);
  });

  it("keeps nothing that nobody waits for, and forgets its key", async () => {
    const harness = join({ lowerMs: 0, upperMs: 1_000 });
    const all = [
      { key: "a", time: 0, value: 0 },
      { key: "a", time: 500, value: 1 },
      { key: "b", time: 6_001, value: 0 },
    ];
    await harness.process(recordsOf(all));
    expect(await harness.latest("joined")).toEqual({ b: { key: "b", left: 1, right: 0 } });
    expect(await said(harness)).toEqual(["e0-e1", "e0:1"]);
  });

  it("keeps nothing of an event of neither side, nor of its key", async () => {
    const NEITHER = 4;
    const harness = join({
      lowerMs: 0,
      upperMs: 1_000,
      left: ({ id, value }) => (value === 0 ? id : undefined),
    });
    const all = [
      { key: "a", time: 0, value: NEITHER },
      { key: "b", time: 0, value: 0 },
      { key: "b", time: 1, value: NEITHER },
    ];
    await harness.process(recordsOf(all));
    expect(await harness.latest("joined")).toEqual({ b: { key: "b", left: 1, right: 0 } });
    await harness.process([record(4, { id: "e3", key: "c", time: 60_000, value: NEITHER })]);
    expect(await harness.latest("joined")).toEqual({});
    expect(await said(harness)).toEqual(["e1:0"]);
  });

  it.each(["left", "right"])(
    "refuses by name an event of the %s side of which it keeps as many as it may",
    async (side) => {
      const harness = join({ lowerMs: 0, upperMs: 60_000, keptMax: 2 });
      const value = side === "left" ? 0 : 1;
      const full = [0, 1, 2].map((time) => ({ key: "a", time, value }));
      await harness.process(recordsOf([...full, { key: "a", time: 3, value: 1 - value }]));
      expect(harness.deadLetters.map(({ record: letter }) => Number(letter.sequenceNumber))).toEqual([3]);
      expect(harness.deadLetters.map(({ rejection }) => rejection)).toEqual([
        {
          reason: "operator_error",
          operator: "joined",
          error:
            "operator joined: its key keeps 2 events of a side; allow more ('keptMax'), or join over a shorter interval",
        },
      ]);
    },
  );

  it("lets the right event go that came first, where only outcomes are said: what is not joined is not refused", async () => {
    const harness = heardFrom({ ...SIDES, lowerMs: -5_000, upperMs: 60_000, keptMax: 2 });
    const right = [3_000, 1_000, 2_000].map((time) => ({ key: "a", time, value: 1 }));
    const end = { key: "b", time: 120_000, value: 1 };
    await harness.process(recordsOf([...right, { key: "a", time: 4_000, value: 0 }, end]));
    expect(harness.deadLetters).toEqual([]);
    expect(await said(harness)).toEqual(["e3:2"]);
  });

  it("judges only by what it hears: without pairs no record is late for a window that reads it", () => {
    const outcomes = intervalJoin<Event, string, string, string>({
      key: ({ key }) => key,
      partitionKey: (key) => key,
      left: ({ id }) => id,
      right: () => undefined,
      lowerMs: 0,
      upperMs: 1,
      keptMax: 1,
      outcome: (left) => left,
    });
    const { hearTimersOnly } = graphTopology({
      outcomes,
      reader: downstreamOf("outcomes", outcomes as never),
      other: downstreamOf(["outcomes", "total"], outcomes as never),
    });
    expect([...hearTimersOnly]).toEqual(["reader"]);
  });

  it("refuses an interval that ends before it begins", () => {
    expect(() => join({ lowerMs: 1, upperMs: 0 })).toThrow(
      "Cannot join over an interval that ends before it begins",
    );
  });
});
