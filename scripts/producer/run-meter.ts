/**
 * The meters of a run: one of all of it, and one of the last ten seconds, which is told when they are over.
 */
import { type Figures, Meter } from "./meter.ts";
import type { ProducedRecord } from "./produced-record.ts";
import type { ProducerClock } from "./producer-clock.ts";
import type { SentCall } from "./sender.ts";

const STATISTICS_INTERVAL_MS = 10_000;

export interface ProducerStatistics {
  readonly total: Figures;
  /** Since the last statistics. */
  readonly interval: Figures;
}

export type TellStatistics = (statistics: ProducerStatistics) => void;

export interface RunFigures extends Figures {
  /** When the stream last accepted a record, ms since 1970; null for none. */
  readonly lastSentAtMs: number | null;
}

/** What a record has to say of itself to be counted. */
export type MeteredRecord = Pick<ProducedRecord, "type" | "isAnomaly">;

export class RunMeter {
  readonly #clock: ProducerClock;
  readonly #onStatistics: TellStatistics | undefined;
  readonly #total: Meter;
  #interval: Meter;
  #tellAtMs: number;
  #lastSentAtMs: number | null = null;

  constructor(clock: ProducerClock, onStatistics: TellStatistics | undefined) {
    this.#clock = clock;
    this.#onStatistics = onStatistics;
    this.#total = new Meter(clock.now());
    this.#interval = new Meter(clock.now());
    this.#tellAtMs = clock.now() + STATISTICS_INTERVAL_MS;
  }

  count(call: SentCall<MeteredRecord>): void {
    this.#total.count(call);
    this.#interval.count(call);
    if (call.accepted.length > 0) this.#lastSentAtMs = this.#clock.now();
    // A call that is refused for long must not silence the statistics that show it.
    if (call.refused > 0) this.tellStatistics();
  }

  tellStatistics(): void {
    const nowMs = this.#clock.now();
    if (nowMs < this.#tellAtMs) return;
    this.#onStatistics?.({ total: this.#total.figures(nowMs), interval: this.#interval.figures(nowMs) });
    this.#interval = new Meter(nowMs);
    while (this.#tellAtMs <= nowMs) this.#tellAtMs += STATISTICS_INTERVAL_MS;
  }

  figures(): RunFigures {
    return { ...this.#total.figures(this.#clock.now()), lastSentAtMs: this.#lastSentAtMs };
  }
}
