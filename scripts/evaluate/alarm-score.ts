/**
 * Scores the alarms of one detector on one series over the readings [from, to):
 *
 *   caught                a window with at least one alarm in it (only its part in [from, to) counts)
 *   false-alarm episode   a maximal run of alarms outside all windows in which consecutive alarms are at most
 *                         FALSE_EPISODE_GAP_READINGS apart
 *
 * Episodes and not single alarms, because a person is called once for a run of them.
 */
import type { LabelledSeries } from "./labelled-series.ts";

/**
 * Twice the gap that ends an episode of the adaptive detector, so that the merging favours the chart that
 * alarms with every reading over its limit.
 */
export const FALSE_EPISODE_GAP_READINGS = 20;

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface AlarmScore {
  /** One flag for each window that overlaps the span. */
  readonly caught: readonly boolean[];
  readonly falseEpisodes: number;
}

/** `alarms`: indices of readings, ascending. */
export function scoreAlarms(alarms: readonly number[], series: LabelledSeries, span: Span): AlarmScore {
  const judged = alarms.filter((index) => index >= span.from && index < span.to);
  const windows = series.windows.filter(({ first, last }) => last >= span.from && first < span.to);
  const caught = windows.map(({ first, last }) => judged.some((index) => index >= first && index <= last));
  const outside = judged.filter(
    (index) => !windows.some(({ first, last }) => index >= first && index <= last),
  );
  const starts = outside.filter((index, at) => {
    const previous = outside[at - 1];
    return previous === undefined || index - previous > FALSE_EPISODE_GAP_READINGS;
  });
  return { caught, falseEpisodes: starts.length };
}
