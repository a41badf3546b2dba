/** The queue of a section's timers: right whatever was replaced, and not longer for it. */
import { expect, it } from "vitest";
import { keyed } from "../../../lib/engine/index.ts";
import type { KeyedSection } from "../../../lib/engine/operator/keyed-section.ts";
import { timersIn } from "../../../lib/engine/operator/section-timers.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

it("a key that sets its timer anew with each event leaves few of the old ones behind", async () => {
  const HOUR = 3_600_000;
  const resting = keyed<Event, number, never>({
    key: ({ key }) => key,
    initial: 0,
    observe: (events, _, { eventTimeMs }) => ({ state: events + 1, timerMs: eventTimeMs + HOUR }),
    timer: { partitionKey: (key) => key, onTimer: () => ({ state: undefined }) },
    row: (key, events) => ({ key, events }),
  });
  const harness = new Harness(graphTopology({ resting }));
  const sent = Array.from({ length: 1_000 }, (_, i) =>
    record(i + 1, { id: `${i}`, key: i === 0 ? "quiet" : "busy", time: i * 1_000, value: 7 }),
  );
  await harness.processIn(10, sent);
  const [page] = (await harness.state.keyedPages(SHARD)).filter(({ sections }) => sections.has("resting"));
  const section = page?.sections.get("resting")?.state as KeyedSection;
  expect(timersIn(section).size).toBeLessThanOrEqual(4);
  expect(timersIn(section).first).toEqual({ key: "quiet", timerMs: HOUR });
  expect(await harness.latest("resting")).toEqual({
    quiet: { key: "quiet", events: 1 },
    busy: { key: "busy", events: 999 },
  });
  await harness.process([record(1_001, { id: "end", key: "c", time: 3 * HOUR, value: 7 })]);
  expect(await harness.latest("resting")).toEqual({ c: { key: "c", events: 1 } });
});
