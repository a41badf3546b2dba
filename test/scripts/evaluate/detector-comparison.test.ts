import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { adaptiveAlarms } from "../../../scripts/evaluate/adaptive-alarms.ts";
import { compareDetectors } from "../../../scripts/evaluate/detector-comparison.ts";
import { formatDetectorReport } from "../../../scripts/evaluate/detector-table.ts";
import { ewmaAlarms } from "../../../scripts/evaluate/ewma-chart.ts";
import { iotEvaluation } from "../../../scripts/evaluate/iot.ts";
import { type LabelledSeries, readLabelledSeries } from "../../../scripts/evaluate/labelled-series.ts";
import { noisySeries } from "../../pipelines/iot/adaptive-detector-noise.ts";

const spiky: LabelledSeries = {
  name: "spiky",
  values: noisySeries(1000, 21, (index) => (index === 800 ? 60 : 20)),
  windows: [{ first: 790, last: 810 }],
};
const developmentData = resolve(import.meta.dirname, "../../..", iotEvaluation.defaultInput);

describe("ewmaAlarms", () => {
  it("puts its limits L sigma sqrt(lambda / (2 - lambda)) around the mean of the calibration part", () => {
    // Mean 5, standard deviation 1, sqrt(0.2 / 1.8) = 1/3: the limits are 5 +- 2.962 / 3.
    const { alarms, limits } = ewmaAlarms([4, 5, 6, 5, 5, 100], 3);
    expect(limits.min).toBeCloseTo(5 - 2.962 / 3, 12);
    expect(limits.max).toBeCloseTo(5 + 2.962 / 3, 12);
    expect(alarms).toEqual([5]);
  });

  it("alarms with every reading while the average is outside", () => {
    expect(ewmaAlarms([4, 5, 6, 9, 9, 9], 3).alarms).toEqual([4, 5]);
  });
});

describe("adaptiveAlarms", () => {
  it("chooses the same limits and raises the same in the first half, held or live", () => {
    const held = adaptiveAlarms(spiky.values, 500, "held");
    const live = adaptiveAlarms(spiky.values, 500, "live");
    const firstHalf = (alarms: readonly number[]) => alarms.filter((index) => index < 500);
    expect(held.limits).toEqual(live.limits);
    expect(firstHalf(held.alarms)).toEqual(firstHalf(live.alarms));
  });

  it("lets nothing of the second half move the limits that it holds", () => {
    const other = [...spiky.values.slice(0, 500), ...noisySeries(500, 22, () => 400)];
    expect(adaptiveAlarms(other, 500, "held").limits).toEqual(
      adaptiveAlarms(spiky.values, 500, "held").limits,
    );
  });
});

describe("compareDetectors", () => {
  it("holds when every window of the chart is caught with at most half of its false episodes", () => {
    // A level with two states, without a label: in the rarer one the chart's fixed limits alarm every time.
    const restless = noisySeries(2000, 23, (index) => (index % 100 < 80 ? 20 : 24));
    const { secondHalf, holds } = compareDetectors([
      spiky,
      { name: "restless", values: restless, windows: [] },
    ]);
    expect(secondHalf).toMatchObject({ windows: 1, caughtByEwma: 1, caughtByAdaptive: 1, missedOfEwma: 0 });
    expect(secondHalf.falseEpisodesOfEwma).toBeGreaterThan(8);
    expect(holds).toBe(true);
  });

  it("asks for every window of the chart, not for as many", () => {
    //  500       551                600                      900
    //  |---------[one high reading]---[level + 3 for good ...[window)...
    const shape = (index: number) => (index === 551 ? 24.8 : index >= 600 ? 23 : 20);
    const windows = [
      { first: 549, last: 553 },
      { first: 900, last: 905 },
    ];
    const { secondHalf, holds } = compareDetectors([
      { name: "s", values: noisySeries(1000, 24, shape), windows },
    ]);
    expect(secondHalf).toMatchObject({ windows: 2, caughtByEwma: 1, caughtByAdaptive: 1, missedOfEwma: 1 });
    expect(holds).toBe(false);
  });

  it("adds the series up to the total", () => {
    const report = compareDetectors([spiky, { ...spiky, name: "again" }]);
    expect(report.secondHalf.windows).toBe(2);
    expect(report.secondHalf.falseEpisodesOfEwma).toBe(
      2 * (report.series[0]?.secondHalf.falseEpisodesOfEwma ?? -1),
    );
  });

  it("prints a row for each series in both tables, the definitions and the verdict", () => {
    const text = formatDetectorReport(compareDetectors([spiky]));
    expect(text.match(/^ {2}spiky /gm)).toHaveLength(3);
    expect(text).toContain("consecutive alarms at most 20 readings apart");
    expect(text).toMatch(/^(HOLDS|DOES NOT HOLD): adaptive catches 1 of 1 windows/m);
  });

  it.skipIf(!existsSync(developmentData))("holds on the labelled development series", async () => {
    const report = compareDetectors(await readLabelledSeries(developmentData));
    expect(report.series).toHaveLength(14);
    expect(report.secondHalf.missedOfEwma).toBe(0);
    expect(report.secondHalfLive.missedOfEwma).toBe(0);
    expect(report.holds).toBe(true);
  });
});
