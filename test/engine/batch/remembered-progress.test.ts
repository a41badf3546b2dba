/** A warm worker judges from where it left its shard while the progress is read, and writes once that is confirmed. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Page, PageCommit, SequenceNumber, ShardProgress } from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { Harness, record } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

/** Answers what the progress is when it is let to, and counts writes of pages. */
class SlowStore extends MemoryStateStore {
  pagesWritten = 0;
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  answer(): void {
    this.#open();
  }

  override async readProgress(shardId: string): Promise<ShardProgress | undefined> {
    await this.#gate;
    return super.readProgress(shardId);
  }

  override commitPage(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit> {
    this.pagesWritten += 1;
    return super.commitPage(page, startedFrom);
  }
}

const event = (n: number) => ({ id: `e${n}`, key: "a", time: n, value: n });
const events = (...positions: number[]) => positions.map((n) => record(n, event(n)));

/** A record that notes when its content is looked at. */
function watched(n: number) {
  const { content, ...rest } = record(n, event(n));
  const watch = { isHeard: false };
  const heard = {
    ...rest,
    get content() {
      watch.isHeard = true;
      return content;
    },
  };
  return { watch, heard };
}

test("a warm worker has judged a batch when its progress arrives, and has written nothing of it", async () => {
  const store = new SlowStore();
  const harness = new Harness(smallTopology(), store);
  await harness.process(events(1));
  const before = store.pagesWritten;
  store.hold();
  const { watch, heard } = watched(2);
  const processing = harness.process([heard]);
  await turn();
  expect(watch.isHeard).toBe(true);
  expect(store.pagesWritten).toBe(before);
  store.answer();
  expect((await processing).counts.applied).toBe(1);
  expect(store.pagesWritten).toBeGreaterThan(before);
});

test("a cold worker waits for the progress", async () => {
  const store = new SlowStore();
  const harness = new Harness(smallTopology(), store);
  await harness.process(events(1));
  harness.goCold();
  store.hold();
  const { watch, heard } = watched(2);
  const processing = harness.process([heard]);
  await turn();
  expect(watch.isHeard).toBe(false);
  store.answer();
  expect((await processing).counts.applied).toBe(1);
});

test("a warm worker whom another has overtaken judges anew from what is stored", async () => {
  const store = new SlowStore();
  const one = new Harness(smallTopology(), store);
  const other = new Harness(smallTopology(), store);
  await one.process(events(1));
  await other.process(events(2, 3));
  const { counts, progress } = await one.process(events(2, 3, 4));
  expect(counts.applied).toBe(1);
  expect(progress.totals.applied).toBe(4);
  const clean = new Harness(smallTopology());
  await clean.process(events(1, 2, 3, 4));
  expect(await one.latest("last")).toEqual(await clean.latest("last"));
  expect(await one.snapshot()).toBe(await clean.snapshot());
});

test("a batch whose progress cannot be read fails, once and before it has written anything", async () => {
  const store = new SlowStore();
  const harness = new Harness(smallTopology(), store);
  await harness.process(events(1));
  const before = store.pagesWritten;
  const readProgress = () => Promise.reject(new Error("no answer"));
  const state = new Proxy(store, {
    get: (target, name) => (name === "readProgress" ? readProgress : Reflect.get(target, name).bind(target)),
  });
  harness.ports = { ...harness.ports, state };
  await expect(harness.process(events(2))).rejects.toThrow("no answer");
  expect(store.pagesWritten).toBe(before);
});
