/**
 * Rates and lags from samples of progress, all by processing time. A rate is a difference over the time that it took, so
 * samples need not be evenly spaced; across a gap, when nobody looked, there is none.
 */
import type { Totals } from "../../../lib/engine/index.ts";
import { accountedFor } from "../../start/totals.ts";
import type { ProgressSample } from "../server/progress-history.ts";

/** Points of a chart at the most. */
const POINTS_MAX = 240;
/** Two samples that lie farther apart have a gap between them. */
const GAP_MS = 30_000;
/** A live rate is taken over so long: one second's would flicker with the batches. */
const LIVE_MS = 5_000;

export type Outcome = keyof Totals;

export interface RateSeries {
  readonly atMs: readonly number[];
  readonly perSecond: readonly (number | null)[];
  readonly lagMs: readonly (number | null)[];
}

export type LiveRates = Readonly<Record<Outcome | "all", number>>;

/** What came a second, over the last few seconds; null before there are two samples. */
export function liveRates(samples: readonly ProgressSample[]): LiveRates | null {
  const last = samples.at(-1);
  if (last === undefined) return null;
  const first = samples.findLast(({ atMs }) => atMs <= last.atMs - LIVE_MS) ?? samples[0];
  if (first === undefined || first === last || last.atMs - first.atMs > GAP_MS) return null;
  const perSecond = (of: (totals: Totals) => number) =>
    Math.max(0, (1000 * (of(last.totals) - of(first.totals))) / (last.atMs - first.atMs));
  return {
    all: perSecond(accountedFor),
    applied: perSecond(({ applied }) => applied),
    expiredLate: perSecond(({ expiredLate }) => expiredLate),
    deadLettered: perSecond(({ deadLettered }) => deadLettered),
    duplicates: perSecond(({ duplicates }) => duplicates),
  };
}

/** Throughput and event-time lag of `[fromMs, toMs)`, in at most 240 points. */
export function rateSeries(samples: readonly ProgressSample[], fromMs: number, toMs: number): RateSeries {
  const points = thinned(samples, fromMs, toMs);
  return {
    atMs: points.map(({ atMs }) => atMs),
    perSecond: points.map((point, i) => rateBetween(points[i - 1], point)),
    lagMs: points.map(lagOf),
  };
}

/** The samples at whole steps of time, the last of each: the same ones at every look, so that charts stand still. */
export function thinned(
  samples: readonly ProgressSample[],
  fromMs: number,
  toMs: number,
): readonly ProgressSample[] {
  const stepMs = Math.max(1_000, Math.ceil((toMs - fromMs) / POINTS_MAX));
  const steps = new Map<number, ProgressSample>();
  for (const sample of samples) {
    if (sample.atMs >= fromMs && sample.atMs < toMs) steps.set(Math.floor(sample.atMs / stepMs), sample);
  }
  return [...steps.values()];
}

/** Now minus the slowest shard's watermark; null while no shard has one. */
export function lagOf({ atMs, shards }: ProgressSample): number | null {
  const known = shards.map(({ watermarkMs }) => watermarkMs).filter((watermarkMs) => watermarkMs > 0);
  return known.length === 0 ? null : Math.max(0, atMs - Math.min(...known));
}

function rateBetween(before: ProgressSample | undefined, after: ProgressSample): number | null {
  if (before === undefined || after.atMs - before.atMs > GAP_MS) return null;
  const events = accountedFor(after.totals) - accountedFor(before.totals);
  return Math.max(0, (1000 * events) / (after.atMs - before.atMs));
}
