/**
 * Metric values that wait to be put, with equal ones counted: a batch has one processing latency for all of its records.
 * An emulator goes through every value that it ever got for each alarm, and lets all else wait meanwhile. So times are
 * told to two digits, and five seconds share a moment.
 * Invariant: each value that was added is in exactly one request of one drain, as often as it was added.
 */
import type { MetricDatum, PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import type { MetricValues } from "./emf-line.ts";

/** What one request of CloudWatch takes. */
const DATA_A_REQUEST = 1000;
const VALUES_A_DATUM = 150;
const RESOLUTION_MS = 5000;
const TIME_DIGITS = 2;

interface Waiting {
  readonly metric: MetricValues;
  readonly timestampMs: number;
  readonly counts: Map<number, number>;
}

export class MetricBuffer {
  #waiting = new Map<string, Waiting>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(metric: MetricValues): void {
    const timestampMs = Math.floor(metric.timestampMs / RESOLUTION_MS) * RESOLUTION_MS;
    const { namespace, name, unit, dimensions } = metric;
    const identity = JSON.stringify([namespace, name, unit, dimensions, timestampMs]);
    const waiting = this.#waiting.get(identity) ?? { metric, timestampMs, counts: new Map() };
    this.#waiting.set(identity, waiting);
    for (const exact of metric.values) {
      const value = unit === "Milliseconds" ? Number(exact.toPrecision(TIME_DIGITS)) : exact;
      waiting.counts.set(value, (waiting.counts.get(value) ?? 0) + 1);
    }
  }

  /** Everything that waits, as requests; nothing waits afterwards. */
  drain(): readonly PutMetricDataCommandInput[] {
    const waiting = [...this.#waiting.values()];
    this.#waiting = new Map();
    return [...Map.groupBy(waiting, ({ metric }) => metric.namespace)].flatMap(([Namespace, group]) =>
      portions(group.flatMap(dataOf), DATA_A_REQUEST).map((MetricData) => ({ Namespace, MetricData })),
    );
  }
}

function dataOf({ metric, timestampMs, counts }: Waiting): MetricDatum[] {
  return portions([...counts], VALUES_A_DATUM).map((portion) => ({
    MetricName: metric.name,
    Unit: metric.unit,
    Dimensions: [...metric.dimensions],
    Timestamp: new Date(timestampMs),
    Values: portion.map(([value]) => value),
    Counts: portion.map(([, count]) => count),
  }));
}

function portions<Part>(parts: readonly Part[], size: number): Part[][] {
  return Array.from({ length: Math.ceil(parts.length / size) }, (_, at) =>
    parts.slice(at * size, (at + 1) * size),
  );
}
