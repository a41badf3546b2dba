/**
 * The detector comparison as text: what is judged and how, what was chosen on the first halves, one row a
 * series, the totals, and the verdict. Widths follow the contents, so that a long series name moves columns
 * and is not cut.
 */
import { FALSE_EPISODE_GAP_READINGS } from "./alarm-score.ts";
import type { Comparison, DetectorReport, SeriesComparison } from "./detector-comparison.ts";
import { EWMA_LAMBDA, EWMA_LIMIT_SIGMAS } from "./ewma-chart.ts";
import { textTable } from "../terminal/text-table.ts";

const DEFINITIONS = [
  "Limits are chosen on the first half of each series, without its labels; the second half is judged.",
  `EWMA      control chart, lambda ${EWMA_LAMBDA}, L ${EWMA_LIMIT_SIGMAS}; mean and sigma of the first half`,
  "adaptive  the pipeline's detector from its first reading on, its limits held as the first half left them",
  "caught    at least one alarm falls in the labelled window",
  `false     episodes: maximal runs of alarms outside of windows, consecutive alarms at most ${FALSE_EPISODE_GAP_READINGS} readings apart`,
  "superset  the adaptive detector catches every window that EWMA catches",
].join("\n");

export function formatDetectorReport(report: DetectorReport): string {
  return [
    DEFINITIONS,
    `Judged: the second half\n${comparisonTable(report, "secondHalf")}`,
    `For information: the same, first half included\n${comparisonTable(report, "wholeSeries")}`,
    `Limits chosen on the first half\n${limitTable(report.series)}`,
    `Left to go on learning, as in the pipeline: ${sentenceOf(report.secondHalfLive)}`,
    `${report.holds ? "HOLDS" : "DOES NOT HOLD"}: ${sentenceOf(report.secondHalf)}; required: superset, at most half`,
  ].join("\n\n");
}

function comparisonTable(report: DetectorReport, part: "secondHalf" | "wholeSeries"): string {
  const header = [
    "series",
    "windows",
    "EWMA caught",
    "EWMA false",
    "adaptive caught",
    "adaptive false",
    "superset",
  ];
  const rows = report.series.map((one) => [one.series, ...cellsOf(one[part])]);
  return textTable([header, ...rows, ["total", ...cellsOf(report[part])]], { indent: "  " });
}

function cellsOf(comparison: Comparison): string[] {
  const { windows, caughtByEwma, falseEpisodesOfEwma, caughtByAdaptive, falseEpisodesOfAdaptive } =
    comparison;
  const figures = [windows, caughtByEwma, falseEpisodesOfEwma, caughtByAdaptive, falseEpisodesOfAdaptive];
  return [...figures.map(String), comparison.missedOfEwma === 0 ? "yes" : "no"];
}

function limitTable(series: readonly SeriesComparison[]): string {
  const header = ["series", "readings", "EWMA min", "EWMA max", "adaptive jump", "adaptive drift"];
  const rows = series.map(({ series: name, readings, ewmaLimits, adaptiveLimits }) => {
    const limits = [ewmaLimits.min, ewmaLimits.max, adaptiveLimits.jump, adaptiveLimits.drift];
    return [name, String(readings), ...limits.map((limit) => limit.toPrecision(4))];
  });
  return textTable([header, ...rows], { indent: "  " });
}

function sentenceOf(comparison: Comparison): string {
  const { windows, caughtByAdaptive, caughtByEwma, missedOfEwma, falseEpisodesOfAdaptive } = comparison;
  const ewmaFalse = comparison.falseEpisodesOfEwma;
  const superset = missedOfEwma === 0 ? "a superset" : `not a superset, ${missedOfEwma} missed`;
  const share = ewmaFalse === 0 ? "" : ` (${((100 * falseEpisodesOfAdaptive) / ewmaFalse).toFixed(0)} %)`;
  return (
    `adaptive catches ${caughtByAdaptive} of ${windows} windows, EWMA ${caughtByEwma} (${superset}), ` +
    `with ${falseEpisodesOfAdaptive} false-alarm episodes against ${ewmaFalse}${share}`
  );
}
