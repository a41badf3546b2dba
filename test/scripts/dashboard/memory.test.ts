/**
 * Goal: an hour with ten tabs on all views needs no more memory at its end than at its beginning.
 * Method: the poller over pipelines in memory, its clock a second further with each look; the heap after a collection,
 * once an hour has filled all that is kept, and again after twenty minutes of ten tabs.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { iotTopology } from "../../../lib/pipelines/iot/topology.ts";
import { views } from "../../../scripts/dashboard/reads/views.ts";
import { type Interest, interestOf, type ViewId, VIEWS } from "../../../scripts/dashboard/server/interest.ts";
import { Poller } from "../../../scripts/dashboard/server/poller.ts";
import { record } from "../../support/harness.ts";
import { watchedHarness } from "./watched.ts";

const HOUR_LOOKS = 3_600;
const WARM_LOOKS = 200;
const LOOKS = 800;
const TABS = 10;
const GROWTH_BYTES_MAX = 3_000_000;
/** 2026-01-01T00:00:00Z. */
const START_MS = 1_767_225_600_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

it("does not grow with ten tabs and an hour of looks", { timeout: 240_000 }, async () => {
  let nowMs = START_MS;
  const { harness, pipeline, latencies } = watchedHarness(iotTopology());
  const readings = Array.from({ length: 50 }, (_, n) => {
    const timestamp = new Date(START_MS + n).toISOString();
    return {
      sensor_id: `s${n}`,
      sensor_type: "current",
      location: "x",
      value: n,
      timestamp,
      status: "normal",
    };
  });
  await harness.process(readings.map((reading, n) => record(n + 1, reading)));
  let updates = 0;
  const poller = new Poller({
    watched: () => ({ kind: "open", stage: "local", pipelines: [pipeline] }),
    views,
    now: () => nowMs,
    intervalMs: 1,
  });
  const open = (view: ViewId) =>
    poller.subscribe(interestOf({ view, range: "1h" }) as Interest, () => (updates += 1));
  const look = async (looks: number) => {
    const until = poller.looks + looks;
    while (poller.looks < until) {
      nowMs += 1_000;
      latencies.add(nowMs, [8, 9, 30]);
      const before = poller.looks;
      while (poller.looks === before) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const ends = [open("topology")];
  await look(HOUR_LOOKS + WARM_LOOKS);
  for (let tab = 1; tab < TABS; tab++) ends.push(open(VIEWS[tab % VIEWS.length] ?? "overview"));
  await look(WARM_LOOKS);
  const filled = heapBytes();
  await look(LOOKS);
  const grown = heapBytes() - filled;
  for (const end of ends) end();
  expect(updates).toBeGreaterThan(LOOKS);
  expect(grown).toBeLessThan(GROWTH_BYTES_MAX);
});
