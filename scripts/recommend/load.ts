/**
 * Requests at a steady rate, as a shop's visitors make them: there are so many in the shop, and each asks again and again, so that a
 * visitor asks every `visitors / rate` seconds on average.
 *
 * A request is due at its slot whether earlier ones were answered or not, and its latency counts from there. Only so many are on
 * their way at once; another waits, and its latency tells.
 */
import { DDSketch } from "@datadog/sketches-js";
import type { AnswerLevel } from "../../lib/pipelines/commerce/serving/index.ts";
import { Pacer } from "../producer/pacer.ts";
import type { ProducerClock } from "../producer/producer-clock.ts";
import type { Quantiles } from "../metric-lines/emf-figures.ts";
import { type Ask, type AskedRequest, NoAnswer } from "./ask.ts";

export interface LoadOptions {
  readonly ask: Ask;
  readonly clock: ProducerClock;
  /** The k-th request. */
  readonly requestOf: (k: number) => AskedRequest;
  readonly rate: number;
  readonly durationMs: number;
  /** Requests that are on their way at once, at the most. */
  readonly flyingMax: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (figures: LoadFigures) => void;
}

export interface LoadFigures {
  readonly asked: number;
  readonly answered: number;
  /** Requests without an answer, by the class of the error. */
  readonly failures: Readonly<Record<string, number>>;
  /** Slots that were left out, since the sender was held up. */
  readonly skipped: number;
  readonly found: Readonly<Record<AnswerLevel, number>>;
  /** Of answers, from the request's slot on. */
  readonly latencyMs: Quantiles;
  readonly durationMs: number;
}

const RELATIVE_ACCURACY = 0.01;
const TICK_MS = 2;

export async function runLoad(options: LoadOptions): Promise<LoadFigures> {
  const { clock, rate, durationMs, flyingMax, signal } = options;
  const startMs = clock.now();
  const pacer = new Pacer({ rate, startMs, durationMs });
  const tally = new LoadTally(options);
  const due: number[] = [];
  const flying = new Set<Promise<void>>();
  const send = () => {
    while (flying.size < flyingMax) {
      const slotMs = due.shift();
      if (slotMs === undefined) return;
      const flight = tally.ask(slotMs).finally(() => {
        flying.delete(flight);
        send();
      });
      flying.add(flight);
    }
  };
  while (!signal.aborted && !pacer.isOver(clock.now())) {
    due.push(...pacer.due(clock.now()));
    send();
    options.onProgress?.(tally.figures(clock.now() - startMs, pacer.skipped));
    await clock.sleep(TICK_MS, signal);
  }
  while (flying.size > 0) await Promise.all(flying);
  return tally.figures(clock.now() - startMs, pacer.skipped);
}

class LoadTally {
  readonly #options: LoadOptions;
  readonly #latencies = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  readonly #found: Record<AnswerLevel, number> = { process: 0, table: 0, computed: 0 };
  readonly #failures: Record<string, number> = {};
  #asked = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async ask(slotMs: number): Promise<void> {
    const { ask, clock, requestOf } = this.#options;
    const request = requestOf(this.#asked);
    this.#asked += 1;
    try {
      const { found } = await ask(request);
      this.#found[found] += 1;
      this.#latencies.accept(Math.max(0, clock.now() - slotMs));
    } catch (error) {
      const reason = error instanceof NoAnswer ? error.reason : (error as Error).name;
      this.#failures[reason] = (this.#failures[reason] ?? 0) + 1;
    }
  }

  figures(durationMs: number, skipped: number): LoadFigures {
    return {
      asked: this.#asked,
      answered: this.#latencies.count,
      failures: { ...this.#failures },
      skipped,
      found: { ...this.#found },
      latencyMs: { p50: this.#latency(0.5), p95: this.#latency(0.95), p99: this.#latency(0.99) },
      durationMs,
    };
  }

  #latency(quantile: number): number | null {
    if (this.#latencies.count === 0) return null;
    return Math.round(this.#latencies.getValueAtQuantile(quantile) * 100) / 100;
  }
}
