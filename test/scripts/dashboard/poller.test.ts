/**
 * Goal: however many tabs look, each thing is read at most once a look, and nothing is read when nobody looks.
 * Method: pipelines in memory, views that count how often they are read.
 */
import { describe, expect, it } from "vitest";
import type { Look, ReadView } from "../../../scripts/dashboard/reads/look.ts";
import { type Interest, interestOf, VIEWS, type ViewId } from "../../../scripts/dashboard/server/interest.ts";
import { Poller } from "../../../scripts/dashboard/server/poller.ts";
import type { Watched } from "../../../scripts/dashboard/sources/watched-pipeline.ts";
import { smallTopology } from "../../support/small-topology.ts";
import { watchedHarness } from "./watched.ts";

function interest(query: Record<string, string>): Interest {
  return interestOf(query) as Interest;
}

function countingViews(read: ReadView = async () => ({})) {
  const reads: string[] = [];
  const view =
    (id: ViewId): ReadView =>
    (look, wanted) => {
      reads.push(id);
      return read(look, wanted);
    };
  return { reads, views: Object.fromEntries(VIEWS.map((id) => [id, view(id)])) as Record<ViewId, ReadView> };
}

function open(): Watched {
  return { kind: "open", stage: "local", pipelines: [watchedHarness(smallTopology()).pipeline] };
}

/** Resolves with the first `count` updates. */
function updates(poller: Poller, wanted: Interest, count: number): Promise<string[]> {
  const texts: string[] = [];
  return new Promise((resolve) => {
    const end = poller.subscribe(wanted, (text) => {
      texts.push(text);
      if (texts.length < count) return;
      end();
      resolve(texts);
    });
  });
}

describe("the poller", () => {
  it("reads once for all tabs that look at the same", async () => {
    const { reads, views } = countingViews();
    const watched = open();
    const poller = new Poller({ watched: () => watched, views });
    const same = interest({ view: "iot", type: "humidity" });
    await Promise.all(Array.from({ length: 10 }, () => updates(poller, same, 2)));
    expect(reads).toEqual(["iot", "iot"]);
  });

  it("reads apart for those that look at different things", async () => {
    const { reads, views } = countingViews();
    const watched = open();
    const poller = new Poller({ watched: () => watched, views });
    await Promise.all([
      updates(poller, interest({ view: "iot" }), 1),
      updates(poller, interest({ view: "iot", type: "humidity" }), 1),
      updates(poller, interest({ view: "streams" }), 1),
    ]);
    expect(reads.sort()).toEqual(["iot", "iot", "streams"]);
  });

  it("reads a thing at most once a second, also when tabs come and go", async () => {
    const { reads, views } = countingViews();
    const watched = open();
    const poller = new Poller({ watched: () => watched, views });
    const startedMs = performance.now();
    const wanted = interest({ view: "overview" });
    const staying = updates(poller, wanted, 3);
    for (let i = 0; i < 20; i++) await updates(poller, wanted, 1);
    await staying;
    const lookedMs = performance.now() - startedMs;
    expect(reads.length).toBeLessThanOrEqual(1 + Math.floor(lookedMs / 1_000));
  });

  it("reads nothing when the last tab is closed", async () => {
    const { reads, views } = countingViews();
    const watched = open();
    const poller = new Poller({ watched: () => watched, views });
    await updates(poller, interest({ view: "overview" }), 1);
    const before = poller.looks;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([poller.looks - before, reads.length]).toEqual([0, 1]);
  });

  it("tells why there is nothing yet, and shows what is there as soon as it is", async () => {
    const { views } = countingViews();
    let watched: Watched = { kind: "waiting", text: "The local cloud is starting." };
    const poller = new Poller({ watched: () => watched, views });
    const told = updates(poller, interest({ view: "overview" }), 2);
    watched = await updates(poller, interest({ view: "overview" }), 1).then(open);
    const [first = "", second = ""] = await told;
    expect(JSON.parse(first)).toEqual({ kind: "waiting", text: "The local cloud is starting." });
    expect(JSON.parse(second)).toMatchObject({ kind: "model", stage: "local" });
  });

  it("says in words that a read failed, without what the error says, and reads on", async () => {
    let fails = true;
    const { views } = countingViews(async () => {
      if (fails) throw Object.assign(new Error("patient 4711"), { name: "AccessDeniedException" });
      return { fine: true };
    });
    const watched = open();
    const poller = new Poller({ watched: () => watched, views });
    const told = updates(poller, interest({ view: "medical" }), 2);
    await updates(poller, interest({ view: "medical" }), 1);
    fails = false;
    const [first = "", second = ""] = await told;
    expect(JSON.parse(first).kind).toBe("failed");
    expect(first).toContain("may not read");
    expect(first).not.toContain("4711");
    expect(JSON.parse(second).model).toEqual({ fine: true });
  });

  it("shares what one look has read between its views", async () => {
    let lists = 0;
    const watched = watchedHarness(smallTopology());
    const state = {
      listProgress: () => {
        lists += 1;
        return watched.harness.state.listProgress();
      },
      readFloor: () => watched.harness.state.readFloor(),
      windowPages: () => Promise.resolve([]),
      keyedPages: () => Promise.resolve([]),
      readPages: () => Promise.resolve([]),
    };
    const seen: Watched = { kind: "open", stage: "local", pipelines: [{ ...watched.pipeline, state }] };
    const readTwice = async ({ pipelines }: Look) => {
      for (const pipeline of pipelines) await pipeline.state.listProgress();
      return {};
    };
    const poller = new Poller({ watched: () => seen, views: countingViews(readTwice).views });
    await Promise.all(VIEWS.map((view) => updates(poller, interest({ view }), 1)));
    expect(lists).toBe(poller.looks);
  });
});
