import { describe, expect, it } from "vitest";
import { FALSE_EPISODE_GAP_READINGS, scoreAlarms } from "../../../scripts/evaluate/alarm-score.ts";
import type { LabelledSeries } from "../../../scripts/evaluate/labelled-series.ts";

//           0        40        60            100       120     200
//  series   |---------[ window )--------------[ window )--------|
const series: LabelledSeries = {
  name: "s",
  values: new Array(200).fill(0),
  windows: [
    { first: 40, last: 59 },
    { first: 100, last: 119 },
  ],
};
const whole = { from: 0, to: 200 };

describe("scoreAlarms", () => {
  it("counts a window as caught by an alarm on its first or last reading, and not beside it", () => {
    expect(scoreAlarms([40], series, whole).caught).toEqual([true, false]);
    expect(scoreAlarms([59], series, whole).caught).toEqual([true, false]);
    expect(scoreAlarms([39, 60], series, whole).caught).toEqual([false, false]);
  });

  it("counts alarms at most the gap apart as one false episode and one further as two", () => {
    const gap = FALSE_EPISODE_GAP_READINGS;
    expect(scoreAlarms([130, 130 + gap], series, whole).falseEpisodes).toBe(1);
    expect(scoreAlarms([130, 130 + gap + 1], series, whole).falseEpisodes).toBe(2);
  });

  it("counts no alarm inside a window as false", () => {
    expect(scoreAlarms([45, 50, 110], series, whole)).toEqual({ caught: [true, true], falseEpisodes: 0 });
  });

  it("judges only the span: alarms and windows outside of it do not count", () => {
    expect(scoreAlarms([10, 45, 130], series, { from: 100, to: 200 })).toEqual({
      caught: [false],
      falseEpisodes: 1,
    });
  });

  it("judges of a window that the span cuts only the part inside", () => {
    expect(scoreAlarms([45], series, { from: 50, to: 90 }).caught).toEqual([false]);
    expect(scoreAlarms([55], series, { from: 50, to: 90 })).toEqual({ caught: [true], falseEpisodes: 0 });
  });
});
