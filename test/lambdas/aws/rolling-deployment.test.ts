/**
 * Goal: while a deployment rolls, workers of two versions share pages, and neither destroys what only the other
 * knows. Method: version 2 has one operator more; pages go back and forth between the two through the table's items.
 */
import { describe, expect, it } from "vitest";
import { contentOf } from "../../../lambdas/aws/items/body.ts";
import { pageItem, pageOf } from "../../../lambdas/aws/items/page-item.ts";
import { type AnyTopology, eventTime, type Page, sequenceNumber } from "../../../lib/engine/index.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const version2 = smallTopology();
const { last: _, ...known } = version2.operators;
const version1: AnyTopology = { ...version2, operators: known };

const page: Page = {
  key: { shardId: SHARD, window: null, name: "shared" },
  highWaterMark: sequenceNumber("7"),
  batchFrom: sequenceNumber("7"),
  sections: new Map([
    ["sums", { state: new Map([["a", [1, 2]]]), mark: sequenceNumber("7") }],
    [
      "last",
      {
        state: {
          entries: new Map([["a", { eventTimeMs: eventTime(5), stored: 3, text: undefined }]]),
          journal: [],
        },
        mark: sequenceNumber("6"),
      },
    ],
  ]),
  closing: [],
  outputs: [],
  emissions: [],
};

describe("a page during a rolling deployment", () => {
  it("keeps the section of an operator that the worker does not know, through version 1 and back", () => {
    const stored = pageItem(version2, page, 0);
    const byVersion1 = pageItem(version1, pageOf(version1, stored), 0);
    expect(contentOf(byVersion1)).toEqual(contentOf(stored));
    expect([...pageOf(version2, byVersion1).sections.keys()]).toEqual(["sums", "last"]);
  });

  it("is left to the version that knows all of its operators when its window is over", async () => {
    const harness = new Harness(smallTopology());
    const event = (id: string, time: number) => ({ id, key: "a", time, value: 1 });
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 500_000))]);
    const [stored] = await harness.state.windowPages(SHARD, eventTime(60_000));
    const foreign = new Map(stored?.sections).set("newer", { state: {}, mark: sequenceNumber("1") });
    await harness.state.deletePages([stored as Page]);
    await harness.state.commitPage({ ...(stored as Page), sections: foreign }, null);
    const { panes } = await harness.close();
    expect(panes.map(({ key }) => key.operator)).toEqual(["sums"]);
    expect(await harness.state.windowPages(SHARD, eventTime(60_000))).toHaveLength(1);
  });
});
