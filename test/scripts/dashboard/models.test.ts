/**
 * Goal: what views show follows from what stores hold, and from nothing else.
 * Method: records through the engine in memory, the views' own readers, and a recount by hand.
 */
import { describe, expect, it } from "vitest";
import { iotTopology } from "../../../lib/pipelines/iot/topology.ts";
import { medicalTopology } from "../../../lib/pipelines/medical/topology.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { liveRates, rateSeries } from "../../../scripts/dashboard/models/rates.ts";
import type { IotModel } from "../../../scripts/dashboard/models/iot.ts";
import { positionIn } from "../../../scripts/dashboard/models/iot.ts";
import { healthOf } from "../../../scripts/dashboard/models/overview.ts";
import { windowLane } from "../../../scripts/dashboard/models/streams.ts";
import { durationText, pipelineGraph } from "../../../scripts/dashboard/models/topology.ts";
import { readIot } from "../../../scripts/dashboard/reads/read-iot.ts";
import { readMedical } from "../../../scripts/dashboard/reads/read-medical.ts";
import type { Look, WatchedNow } from "../../../scripts/dashboard/reads/look.ts";
import { ProgressHistory, type ProgressSample } from "../../../scripts/dashboard/server/progress-history.ts";
import { type Interest, interestOf } from "../../../scripts/dashboard/server/interest.ts";
import { sharedFor } from "../../../scripts/dashboard/sources/shared-reads.ts";
import type { Pane, Window } from "../../../lib/engine/index.ts";
import { recordWith } from "../../pipelines/medical/records.ts";
import { record } from "../../support/harness.ts";
import { type WatchedHarness, watchedHarness } from "./watched.ts";

/** 2026-01-01T00:00:30Z. */
const NOW_MS = 1_767_225_630_000;

function lookAt({ pipeline }: WatchedHarness): Look {
  const now: WatchedNow = { ...pipeline, history: new ProgressHistory(), seldom: sharedFor(1_000) };
  return { nowMs: NOW_MS, stage: "local", pipelines: [now] };
}

function interest(query: Record<string, string>): Interest {
  return interestOf(query) as Interest;
}

function reading(n: number, sensor: string, value: number) {
  return {
    sensor_id: sensor,
    sensor_type: n % 2 === 0 ? "temperature" : "humidity",
    location: n % 3 === 0 ? "office-lab" : "outdoor-roof",
    value,
    timestamp: new Date(NOW_MS - 20_000 + n * 100).toISOString(),
    status: "normal",
    metadata: { unit: "°C" },
  };
}

describe("the sensors' view", () => {
  const readings = Array.from({ length: 60 }, (_, n) =>
    reading(n, `sensor_${n % 7}`, n === 30 ? 49 : n % 2 === 0 ? 20 : 50),
  );

  async function model(filters: Record<string, string> = {}): Promise<IotModel> {
    const watched = watchedHarness(iotTopology());
    await watched.harness.process(readings.map((event, n) => record(n + 1, event)));
    return (await readIot(lookAt(watched), interest({ view: "iot", ...filters }))) as IotModel;
  }

  it("counts the readings of its windows, all of them or those that the filters leave", async () => {
    expect((await model()).readings).toBe(60);
    const lab = readings.filter(({ location }) => location === "office-lab");
    expect((await model({ location: "office-lab" })).readings).toBe(lab.length);
  });

  it("has a line of averages for each location of a type", async () => {
    const { types, starts } = await model();
    const temperature = types.find(({ type }) => type === "temperature");
    expect(starts).toHaveLength(1);
    const lab = readings.filter((one) => one.sensor_type === "temperature" && one.location === "office-lab");
    const average = lab.reduce((sum, { value }) => sum + value, 0) / lab.length;
    const line = temperature?.series.find(({ location }) => location === "office-lab");
    expect(line?.averages).toEqual([Number(average.toPrecision(6))]);
  });

  it("feeds alerts with their value, their unit and their band", async () => {
    const { alerts, alertsMatching } = await model();
    expect(alertsMatching).toBe(1);
    expect(alerts[0]).toMatchObject({
      alert: "above_normal",
      value: 49,
      unit: "°C",
      band: { min: 15, max: 25 },
      sensor: "sensor_2",
    });
    expect((await model({ alert: "below_normal" })).alertsMatching).toBe(0);
  });

  it("shows a chosen sensor's readings in order, and says so when there is no such sensor", async () => {
    const { sensor } = await model({ sensor: "sensor_3" });
    const own = readings
      .filter((one) => one.sensor_id === "sensor_3")
      .map((one) => [Date.parse(one.timestamp), one.value]);
    expect(sensor?.points).toEqual(own);
    expect((await model({ sensor: "sensor_none" })).sensor).toBeNull();
    expect(Object.hasOwn(await model(), "sensor")).toBe(false);
  });

  it("places an average in its band: the edges are -1 and 1", () => {
    const band = { min: 15, max: 25 };
    expect([15, 20, 25, 30].map((value) => positionIn(band, value))).toEqual([-1, 0, 1, 2]);
  });
});

describe("the medical view", () => {
  it("says nothing of any one patient, whatever the records hold", async () => {
    const watched = watchedHarness(medicalTopology());
    const records = Array.from({ length: 40 }, (_, n) => {
      return recordWith({
        id: `secret-encounter-${n}`,
        patient_id: `secret-patient-${n}`,
        timestamp: NOW_MS - 5_000 + n,
      });
    });
    await watched.harness.process(records.map((event, n) => record(n + 1, event)));
    const model = await readMedical(lookAt(watched), interest({ view: "medical" }));
    expect(model).toMatchObject({ view: "medical", assessed: 40 });
    expect(JSON.stringify(model)).not.toContain("secret");
  });
});

function sample(atMs: number, applied: number, watermarkMs = atMs - 5_000): ProgressSample {
  const totals = { applied, expiredLate: 0, deadLettered: 0, duplicates: 0 };
  return {
    atMs,
    totals,
    shards: [
      { shardId: "s", watermarkMs, maxEventTimeMs: watermarkMs, accounted: applied, activeAtMs: atMs },
    ],
  };
}

describe("rates", () => {
  it("are differences over the time that they took, whenever somebody looked", () => {
    const samples = [sample(0, 0), sample(1_000, 100), sample(3_500, 600)];
    expect(rateSeries(samples, 0, 10_000).perSecond).toEqual([null, 100, 200]);
  });

  it("leave a gap where nobody looked, instead of a line across it", () => {
    const samples = [sample(0, 0), sample(1_000, 100), sample(100_000, 9_000), sample(101_000, 9_050)];
    expect(rateSeries(samples, 0, 200_000).perSecond).toEqual([null, 100, null, 50]);
  });

  it("of now are over the last seconds, and none with one sample", () => {
    expect(liveRates([sample(0, 0)])).toBeNull();
    expect(liveRates([sample(0, 0), sample(1_000, 10), sample(6_000, 610)])?.applied).toBe(120);
  });

  it("never fall below zero when a stage was set up anew", () => {
    expect(rateSeries([sample(0, 500), sample(1_000, 3)], 0, 5_000).perSecond).toEqual([null, 0]);
  });
});

describe("health", () => {
  const objective = { quantile: "p99", targetMs: 30 } as const;
  const fast = { p50: 8, p95: 14, p99: 26 };

  it.each([
    ["nothing has come", undefined, fast, "idle"],
    ["all is well", sample(NOW_MS, 10), fast, "good"],
    ["it is slower than promised", sample(NOW_MS, 10), { ...fast, p99: 31 }, "bad"],
    ["event time has fallen behind", sample(NOW_MS, 10, NOW_MS - 90_000), fast, "watch"],
  ] as const)("when %s", (_, last, latency, level) => {
    expect(healthOf(last, latency, objective).level).toBe(level);
  });

  it("is idle, not behind, when nothing new has come for long", () => {
    const last = {
      ...sample(NOW_MS, 10),
      shards: [{ ...sample(NOW_MS, 10).shards[0]!, activeAtMs: NOW_MS - 600_000 }],
    };
    expect(healthOf(last, fast, objective)).toEqual({ level: "idle", text: "Idle: nothing new for 10 min" });
    expect(healthOf(last, fast, objective, 0).level).toBe("idle");
    expect(healthOf(last, fast, objective, 7).level).toBe("watch");
  });
});

describe("windows", () => {
  const window = (start: number, end: number) => ({ startMs: start, endMs: end }) as Window;
  const pane = (start: number, end: number, index: number, final: boolean) =>
    ({ key: { operator: "sums", window: window(start, end), page: "sums" }, index, final }) as Pane;

  it("are open until their end, complete while late events count, and then retired", () => {
    const lane = windowLane(
      {
        operator: "sums",
        allowedLatenessMs: 60,
        stateful: [window(60, 120), window(120, 180)],
        panes: [pane(0, 60, 0, true), pane(60, 120, 2, false)],
      },
      130,
    );
    expect(lane.windows).toEqual([
      { startMs: 0, endMs: 60, phase: "retired", panes: 1 },
      { startMs: 60, endMs: 120, phase: "complete", panes: 3 },
      { startMs: 120, endMs: 180, phase: "open", panes: 0 },
    ]);
    expect(lane.counts).toEqual({ open: 1, complete: 1, retired: 1, panes: 4, latePanes: 2 });
  });
});

describe("the graph", () => {
  it("has every operator once, behind what it reads, and every channel and side output", () => {
    for (const topology of [iotTopology(), medicalTopology(), commerceTopology()]) {
      const { nodes, edges } = pipelineGraph(topology, null);
      const place = new Map(nodes.map(({ id, column }) => [id, column]));
      expect(place.size).toBe(nodes.length);
      for (const name of Object.keys(topology.operators)) expect(place.has(name)).toBe(true);
      for (const { from, to } of edges) expect((place.get(from) ?? 0) < (place.get(to) ?? 0)).toBe(true);
      expect(edges.filter(({ from }) => from === "source").length).toBeGreaterThan(3);
    }
  });

  it("puts no two boxes in one place", () => {
    const { nodes } = pipelineGraph(commerceTopology(), null);
    expect(new Set(nodes.map(({ column, row }) => `${column} ${row}`)).size).toBe(nodes.length);
  });

  it("says what windows are in round units", () => {
    expect([60_000, 3_600_000, 5_000, 250, 90_000].map(durationText)).toEqual([
      "1 min",
      "1 h",
      "5 s",
      "250 ms",
      "90 s",
    ]);
  });
});
