/**
 * A meter counts what a producer sends over some span of time, a run or ten seconds of it: records and their types,
 * refusals, and the latency of calls (mean exact, p95 within 1 %, by a sketch).
 *
 * An error is one refusal of one record: a record that is refused twice and then accepted is two errors, one sent.
 */
import { DDSketch } from "@datadog/sketches-js";
import type { ProducedRecord } from "./produced-record.ts";
import type { SentCall } from "./sender.ts";

const RELATIVE_ACCURACY = 0.01;

export interface Figures {
  readonly elapsedMs: number;
  readonly sent: number;
  readonly sentPerSecond: number;
  readonly errors: number;
  /** Errors by attempts, 0 to 1. */
  readonly errorRate: number;
  /** Of PutRecords calls; null before the first. */
  readonly sendLatencyMs: { readonly mean: number; readonly p95: number } | null;
  readonly byType: Readonly<Record<string, number>>;
  readonly anomalies: number;
}

export class Meter {
  readonly #startedAtMs: number;
  readonly #latency = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  readonly #byType = new Map<string, number>();
  #sent = 0;
  #errors = 0;
  #anomalies = 0;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  count({ accepted, refused, latencyMs }: SentCall<Pick<ProducedRecord, "type" | "isAnomaly">>): void {
    this.#latency.accept(latencyMs);
    this.#sent += accepted.length;
    this.#errors += refused;
    for (const { type, isAnomaly } of accepted) {
      this.#byType.set(type, (this.#byType.get(type) ?? 0) + 1);
      if (isAnomaly) this.#anomalies += 1;
    }
  }

  figures(nowMs: number): Figures {
    const elapsedMs = nowMs - this.#startedAtMs;
    const { count, sum } = this.#latency;
    return {
      elapsedMs,
      sent: this.#sent,
      sentPerSecond: elapsedMs === 0 ? 0 : (this.#sent * 1000) / elapsedMs,
      errors: this.#errors,
      errorRate: this.#errors === 0 ? 0 : this.#errors / (this.#sent + this.#errors),
      sendLatencyMs: count === 0 ? null : { mean: sum / count, p95: this.#latency.getValueAtQuantile(0.95) },
      byType: Object.fromEntries([...this.#byType].sort(([one], [other]) => (one < other ? -1 : 1))),
      anomalies: this.#anomalies,
    };
  }
}
