/**
 * A metric's values in buckets of a few seconds of processing time. The newest buckets keep a sketch, so that they can be
 * merged into one quantile; older ones keep their quantiles alone.
 * Invariant: at most `BUCKETS_MAX` buckets, the oldest leave first, whatever comes.
 */
import { DDSketch } from "@datadog/sketches-js";
import { LATENCY_EDGES_MS, type MetricSeries, NO_QUANTILES, type Quantiles } from "./metric-source.ts";

export const BUCKET_MS = 5_000;
/** An hour. */
export const BUCKETS_MAX = 720;
/** A minute. */
const OPEN_BUCKETS = 12;
const RELATIVE_ACCURACY = 0.01;

interface Bucket {
  count: number;
  sum: number;
  readonly histogram: number[];
  sketch: DDSketch | undefined;
  quantiles: Quantiles;
}

export class MetricBuckets {
  readonly #buckets = new Map<number, Bucket>();
  #newestMs = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#buckets.size;
  }

  /** Values older than the kept hour, and those of buckets that are closed by now, are left out. */
  add(atMs: number, values: readonly number[]): void {
    const startMs = Math.floor(atMs / BUCKET_MS) * BUCKET_MS;
    if (startMs <= this.#newestMs - OPEN_BUCKETS * BUCKET_MS) return;
    const bucket = this.#buckets.get(startMs) ?? this.#open(startMs);
    for (const value of values) {
      bucket.count += 1;
      bucket.sum += value;
      bucket.sketch?.accept(value);
      const edge = LATENCY_EDGES_MS.findLastIndex((from) => value >= from);
      bucket.histogram[Math.max(0, edge)] = (bucket.histogram[Math.max(0, edge)] ?? 0) + 1;
    }
  }

  sum(fromMs: number, toMs: number): number {
    return this.#between(fromMs, toMs).reduce((total, [, { sum }]) => total + sum, 0);
  }

  series(fromMs: number, toMs: number): MetricSeries {
    const found = this.#between(fromMs, toMs);
    return {
      stepMs: BUCKET_MS,
      points: found.map(([atMs, { count, sketch, quantiles }]) => {
        return { atMs, count, ...(sketch === undefined ? quantiles : quantilesOf(sketch)) };
      }),
      latest: this.#latest(),
      histogram: LATENCY_EDGES_MS.map((_, i) =>
        found.reduce((sum, [, { histogram }]) => sum + (histogram[i] ?? 0), 0),
      ),
    };
  }

  #between(fromMs: number, toMs: number): readonly (readonly [startMs: number, bucket: Bucket])[] {
    return [...this.#buckets]
      .filter(([startMs]) => startMs + BUCKET_MS > fromMs && startMs < toMs)
      .sort(([one], [other]) => one - other);
  }

  #latest(): Quantiles {
    const merged = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
    for (const { sketch } of this.#buckets.values()) if (sketch !== undefined) merged.merge(sketch);
    return quantilesOf(merged);
  }

  #open(startMs: number): Bucket {
    const bucket = {
      count: 0,
      sum: 0,
      histogram: LATENCY_EDGES_MS.map(() => 0),
      sketch: new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY }),
      quantiles: NO_QUANTILES,
    };
    this.#buckets.set(startMs, bucket);
    if (startMs > this.#newestMs) this.#moveOn(startMs);
    return bucket;
  }

  #moveOn(newestMs: number): void {
    this.#newestMs = newestMs;
    for (const [startMs, bucket] of this.#buckets) {
      if (startMs <= newestMs - BUCKETS_MAX * BUCKET_MS) this.#buckets.delete(startMs);
      else if (startMs <= newestMs - OPEN_BUCKETS * BUCKET_MS && bucket.sketch !== undefined) {
        bucket.quantiles = quantilesOf(bucket.sketch);
        bucket.sketch = undefined;
      }
    }
  }
}

function quantilesOf(sketch: DDSketch): Quantiles {
  if (sketch.count === 0) return NO_QUANTILES;
  const at = (rank: number) => Math.round(sketch.getValueAtQuantile(rank) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
