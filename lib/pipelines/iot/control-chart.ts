/**
 * A control chart with memory: a signal over its learnt limit starts an episode, and EPISODE_GAP_READINGS
 * readings in a row at or under the knee (not the limit: hysteresis) end it.
 *
 * Invariant: `calmLeft` is 0 while no episode runs, else the calm readings that the episode still needs to
 * end; a reading is judged by what was known before it, and only then learnt from.
 */
import { significantDigits } from "./significant-digits.ts";
import { initialTailLimit, learnTail, limitOf, type TailLimit } from "./tail-limit.ts";

export type ControlChart = TailLimit & { readonly calmLeft: number };

export const initialControlChart: ControlChart = { ...initialTailLimit, calmLeft: 0 };

/**
 * One reading in twenty passes the knee in normal operation, so ten calm ones in a row come soon (probability
 * 0.6); while half of the readings pass it, ten in a row are a matter of one in a thousand. From 5 to 20 does
 * as well.
 */
const EPISODE_GAP_READINGS = 10;

/** Silent until the knee rests on about five exceedances (100 x 0.05); on fewer, the limit is a guess. */
export const WARM_UP_READINGS = 100;

export interface ChartReading {
  readonly chart: ControlChart;
  readonly over: boolean;
  readonly starts: boolean;
}

/**
 * Judges the `seen`-th reading (from the second on). A signal within `tolerance` of a line does not pass it.
 */
export function readChart(
  chart: ControlChart,
  signal: number,
  seen: number,
  tolerance: number,
): ChartReading {
  const over = seen > WARM_UP_READINGS && signal > limitOf(chart) + tolerance;
  const starts = over && chart.calmLeft === 0;
  const calm = signal <= chart.knee + tolerance;
  const restarts = starts || (chart.calmLeft > 0 && !calm);
  const calmLeft = restarts ? EPISODE_GAP_READINGS : Math.max(0, chart.calmLeft - 1);
  const tail = learnTail(chart, signal, seen - 1);
  const knee = significantDigits(tail.knee);
  return { chart: { knee, excess: significantDigits(tail.excess), calmLeft }, over, starts };
}
