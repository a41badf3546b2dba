/**
 * Goal: whatever comes again, each late event is stored once and counted once, and one bad message holds up no other.
 * Method: deliveries into the store in memory, with replies that are lost after the write and writes that are refused.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Message, storeMessages } from "../../../lambdas/late/store-messages.ts";
import { eventTime, type LateEvent, type LateStore } from "../../../lib/engine/index.ts";
import { MemoryLateStore } from "../../../lib/testing/index.ts";
import { smallTopology } from "../../support/small-topology.ts";
import { END, lateMessage, START } from "./late-messages.ts";

const topology = smallTopology();
const window = { startMs: eventTime(Date.parse(START)), endMs: eventTime(Date.parse(END)) };
const day = { fromMs: window.startMs, toMs: eventTime(window.startMs + 86_400_000) };
const bad: Message = { id: "bad", body: '{"secret":1}' };

/** The store behind a network: `faults` says of each write what happens to it, in turn. */
class FaultyStore implements LateStore {
  readonly inner = new MemoryLateStore();
  readonly #faults: ("refused" | "reply lost" | "none")[];

  constructor(faults: readonly ("refused" | "reply lost" | "none")[]) {
    this.#faults = [...faults];
  }

  async put(events: readonly LateEvent[]): Promise<readonly LateEvent[]> {
    const fault = this.#faults.shift() ?? "none";
    if (fault === "refused") throw new RangeError("secret");
    const stored = await this.inner.put(events);
    if (fault === "reply lost") throw new RangeError("secret");
    return stored;
  }

  eventsOf(...asked: Parameters<LateStore["eventsOf"]>) {
    return this.inner.eventsOf(...asked);
  }

  summary(...asked: Parameters<LateStore["summary"]>) {
    return this.inner.summary(...asked);
  }
}

async function counted(store: LateStore): Promise<number> {
  return (await store.summary(day)).reduce((sum, { counts }) => sum + counts.just_late, 0);
}

describe("storeMessages()", () => {
  it("stores what is new and acknowledges what is known", async () => {
    const store = new MemoryLateStore();
    const messages = [lateMessage(1), lateMessage(2)];
    expect((await storeMessages(topology, store, messages)).stored).toHaveLength(2);
    expect(await storeMessages(topology, store, messages)).toEqual({ stored: [], failures: [] });
  });

  it("gives back only the message that it cannot read, and says no word of what is in it", async () => {
    const store = new MemoryLateStore();
    const { stored, failures } = await storeMessages(topology, store, [lateMessage(1), bad, lateMessage(2)]);
    expect(stored).toHaveLength(2);
    expect(failures).toEqual([{ id: "bad", error: "EnvelopeError", field: "v" }]);
  });

  it("gives back the messages of a write that failed, and stores the others", async () => {
    const messages = Array.from({ length: 60 }, (_, n) => lateMessage(n));
    const { stored, failures } = await storeMessages(
      topology,
      new FaultyStore(["none", "refused"]),
      messages,
    );
    expect(failures.map(({ id }) => id)).toEqual(messages.slice(25, 50).map(({ id }) => id));
    expect(new Set(failures.map(({ error }) => error))).toEqual(new Set(["RangeError"]));
    expect(stored).toHaveLength(35);
  });

  it("stores and counts each event once, however messages are repeated, cut and failed", async () => {
    const fault = fc.constantFrom("refused" as const, "reply lost" as const, "none" as const);
    const deliveries = fc.array(fc.array(fc.nat({ max: 80 }), { maxLength: 60 }), { maxLength: 6 });
    const property = fc.asyncProperty(
      fc.array(fault, { maxLength: 12 }),
      deliveries,
      async (faults, batches) => {
        const store = new FaultyStore(faults);
        let queue = batches.map((batch) => batch.map((position) => lateMessage(position)));
        for (let round = 0; queue.length > 0; round++) {
          expect(round).toBeLessThan(20);
          const left: Message[][] = [];
          for (const messages of queue) {
            const { failures } = await storeMessages(topology, store, messages);
            const failed = new Set(failures.map(({ id }) => id));
            if (failed.size > 0) left.push(messages.filter(({ id }) => failed.has(id)));
          }
          queue = left;
        }
        const sent = new Set(batches.flat()).size;
        expect(await store.eventsOf("sums", window)).toHaveLength(sent);
        expect(await counted(store)).toBe(sent);
      },
    );
    await fc.assert(property);
  });
});
