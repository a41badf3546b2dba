/**
 * The adaptive detector against the EWMA chart on labelled series. Each series is cut in two: limits are
 * chosen on the first half [0, n/2), and the second half [n/2, n) is judged. Labels take no part in choosing.
 * The requirement holds when the adaptive detector with held limits catches every window that the chart
 * catches (window by window, not only as many) with at most half of the chart's false-alarm episodes.
 */
import { type AdaptiveAlarms, adaptiveAlarms } from "./adaptive-alarms.ts";
import { type AlarmScore, type Span, scoreAlarms } from "./alarm-score.ts";
import { type EwmaAlarms, ewmaAlarms } from "./ewma-chart.ts";
import type { LabelledSeries } from "./labelled-series.ts";

const FALSE_EPISODES_SHARE_MAX = 0.5;

export interface Comparison {
  readonly windows: number;
  readonly caughtByEwma: number;
  readonly falseEpisodesOfEwma: number;
  readonly caughtByAdaptive: number;
  readonly falseEpisodesOfAdaptive: number;
  /** Windows that the chart catches and the adaptive detector does not. */
  readonly missedOfEwma: number;
}

export interface SeriesComparison {
  readonly series: string;
  readonly readings: number;
  readonly ewmaLimits: EwmaAlarms["limits"];
  readonly adaptiveLimits: AdaptiveAlarms["limits"];
  readonly secondHalf: Comparison;
  readonly secondHalfLive: Comparison;
  readonly wholeSeries: Comparison;
}

export interface DetectorReport {
  readonly series: readonly SeriesComparison[];
  readonly secondHalf: Comparison;
  readonly secondHalfLive: Comparison;
  readonly wholeSeries: Comparison;
  readonly holds: boolean;
}

export function compareDetectors(input: readonly LabelledSeries[]): DetectorReport {
  const series = input.map(compareOn);
  const secondHalf = totalOf(series.map((one) => one.secondHalf));
  const secondHalfLive = totalOf(series.map((one) => one.secondHalfLive));
  const wholeSeries = totalOf(series.map((one) => one.wholeSeries));
  return { series, secondHalf, secondHalfLive, wholeSeries, holds: holds(secondHalf) };
}

function holds(comparison: Comparison): boolean {
  const falseEpisodesMax = FALSE_EPISODES_SHARE_MAX * comparison.falseEpisodesOfEwma;
  return comparison.missedOfEwma === 0 && comparison.falseEpisodesOfAdaptive <= falseEpisodesMax;
}

function compareOn(series: LabelledSeries): SeriesComparison {
  const readings = series.values.length;
  const half = Math.floor(readings / 2);
  const ewma = ewmaAlarms(series.values, half);
  const held = adaptiveAlarms(series.values, half, "held");
  const live = adaptiveAlarms(series.values, half, "live");
  const compare = (adaptive: AdaptiveAlarms, span: Span) =>
    comparisonOf(scoreAlarms(ewma.alarms, series, span), scoreAlarms(adaptive.alarms, series, span));
  return {
    series: series.name,
    readings,
    ewmaLimits: ewma.limits,
    adaptiveLimits: held.limits,
    secondHalf: compare(held, { from: half, to: readings }),
    secondHalfLive: compare(live, { from: half, to: readings }),
    wholeSeries: compare(held, { from: 0, to: readings }),
  };
}

function comparisonOf(ewma: AlarmScore, adaptive: AlarmScore): Comparison {
  return {
    windows: ewma.caught.length,
    caughtByEwma: ewma.caught.filter(Boolean).length,
    falseEpisodesOfEwma: ewma.falseEpisodes,
    caughtByAdaptive: adaptive.caught.filter(Boolean).length,
    falseEpisodesOfAdaptive: adaptive.falseEpisodes,
    missedOfEwma: ewma.caught.filter((caught, at) => caught && adaptive.caught[at] !== true).length,
  };
}

function totalOf(parts: readonly Comparison[]): Comparison {
  const sum = (field: keyof Comparison) => parts.reduce((total, part) => total + part[field], 0);
  return {
    windows: sum("windows"),
    caughtByEwma: sum("caughtByEwma"),
    falseEpisodesOfEwma: sum("falseEpisodesOfEwma"),
    caughtByAdaptive: sum("caughtByAdaptive"),
    falseEpisodesOfAdaptive: sum("falseEpisodesOfAdaptive"),
    missedOfEwma: sum("missedOfEwma"),
  };
}
