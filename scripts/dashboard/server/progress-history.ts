/**
 * How pipelines progressed while somebody looked: a sample a second, by processing time, from which rates and lags are
 * drawn. Nothing is sampled while nobody looks; the gap then shows.
 * Invariant: at most `SAMPLES_MAX` samples, an hour's; the oldest leave first.
 */
import type { ShardProgress, Totals } from "../../../lib/engine/index.ts";
import { addAll } from "../../process/summary.ts";
import { accountedFor } from "../../start/totals.ts";

const SAMPLES_MAX = 3_600;

export interface ProgressSample {
  /** Processing time. */
  readonly atMs: number;
  readonly totals: Totals;
  readonly shards: readonly ShardSample[];
}

export interface ShardSample {
  readonly shardId: string;
  readonly watermarkMs: number;
  readonly maxEventTimeMs: number;
  readonly accounted: number;
  readonly activeAtMs: number;
}

export class ProgressHistory {
  readonly #samples: ProgressSample[] = [];

  get samples(): readonly ProgressSample[] {
    return this.#samples;
  }

  add(sample: ProgressSample): void {
    if (sample.atMs <= (this.#samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY)) return;
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES_MAX) this.#samples.splice(0, this.#samples.length - SAMPLES_MAX);
  }
}

export function sampleOf(atMs: number, shards: readonly ShardProgress[]): ProgressSample {
  return {
    atMs,
    totals: addAll(shards.map(({ totals }) => totals)),
    shards: shards.map(({ shardId, watermarkMs, maxEventTimeMs, activeAtMs, totals }) => {
      return { shardId, watermarkMs, maxEventTimeMs, activeAtMs, accounted: accountedFor(totals) };
    }),
  };
}
