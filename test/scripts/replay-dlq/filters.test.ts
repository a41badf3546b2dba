/** Which messages a run is about: the others are left alone, and can be received again as soon as it ends. */
import { describe, expect, test } from "vitest";
import type { Filters } from "../../../scripts/replay-dlq/filters.ts";
import { ReplayWorld } from "./replay-world.ts";

describe("a run with filters", () => {
  test.each<[string, (world: ReplayWorld) => Filters, readonly string[]]>([
    ["a reason", () => ({ reason: "operator_error" }), ["record 2"]],
    ["an operator", () => ({ operator: "alerts" }), ["record 2"]],
    ["a key", () => ({ partitionKey: "b" }), ["record 3"]],
    [
      "times, the first one included and the last one not",
      ({ timeOf }) => ({ sinceMs: Date.parse(timeOf(1)), untilMs: Date.parse(timeOf(3)) }),
      ["record 1", "record 2"],
    ],
    ["several at once", () => ({ reason: "schema", partitionKey: "a" }), ["record 1", "record 4"]],
    ["none", () => ({}), ["record 4", "record 1", "record 2", "record 3"]],
  ])("on %s replays only what matches", async (_, filtersOf, expected) => {
    const world = new ReplayWorld();
    world.queue.add(
      world.letter(1),
      world.letter(2, { reason: "operator_error", operator: "alerts" }),
      world.letter(3, { partitionKey: "b" }),
      world.letter(4, { arrivedAt: null }),
    );
    const report = await world.run({ filters: filtersOf(world) });
    expect(world.puts.map(({ text }) => text).toSorted()).toEqual(expected.toSorted());
    expect(report.received).toBe(4);
    expect(world.queue.visible.length).toBe(4 - expected.length);
  });
});
