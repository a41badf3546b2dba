/** Which operators announce on which kind of channel. */
import { expect, it } from "vitest";
import { ALERTS, channelsOf, toStream } from "../../../lib/engine/index.ts";

it("channelsOf() gives the channels of one kind by operator, in the topology's order", () => {
  const stream = toStream("results", ({ id }: { id: string }) => id);
  const operators = {
    sums: {},
    results: { channel: stream },
    alerts: { channel: ALERTS },
    more: { channel: stream },
  };
  expect([...channelsOf(operators, "stream")]).toEqual([
    ["results", stream],
    ["more", stream],
  ]);
  expect([...channelsOf(operators, "alerts")]).toEqual([["alerts", ALERTS]]);
  expect(channelsOf({ sums: {} }, "alerts").size).toBe(0);
});
