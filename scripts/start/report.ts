/** The report of a run: the conservation law, the latencies and what they cost. */
import type { Totals } from "../../lib/engine/index.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { EmfFigures, Quantiles } from "../metric-lines/emf-figures.ts";
import type { RecommendReport } from "./run-recommend.ts";
import type { Measurements } from "./measurements.ts";
import type { Produced } from "./produced.ts";
import { accountedFor } from "./totals.ts";

export interface PipelineReport extends Totals {
  readonly sent: number;
  readonly inFlight: number;
  readonly processingLatencyMs: Quantiles;
  readonly endToEndLatencyMs: Quantiles;
  readonly throughputPerSecond: number;
  readonly dynamoWritesPerEvent: number;
  readonly dynamoWriteUnitsPerEvent: number;
  readonly batches: number;
  readonly recordsPerBatch: number;
  readonly drainedAfterMs: number;
  /** What the pipeline has measured of itself. */
  readonly measured: Measurements;
  readonly expected: Produced["expected"];
  /** Records that were sent again without knowing whether they had arrived: may add as many duplicates. */
  readonly resentUnknown: number;
}

export interface RunReport {
  readonly pipelines: Readonly<Record<string, PipelineReport>>;
  /** Of the load on `recommend`, where there was any. */
  readonly recommend?: RecommendReport;
}

export function pipelineReport(
  produced: Produced,
  totals: Totals,
  figures: EmfFigures,
  measured: Measurements,
  throughputPerSecond: number,
  drainedAfterMs: number,
): PipelineReport {
  const batches = figures.count("BatchSize");
  const perEvent = (sum: number) => Number((sum / Math.max(1, produced.sent)).toFixed(4));
  return {
    sent: produced.sent,
    ...totals,
    inFlight: produced.sent - accountedFor(totals),
    processingLatencyMs: figures.quantiles("ProcessingLatency"),
    endToEndLatencyMs: figures.quantiles("EndToEndLatency"),
    throughputPerSecond,
    dynamoWritesPerEvent: perEvent(figures.sum("StateWrites")),
    dynamoWriteUnitsPerEvent: perEvent(figures.sum("StateWriteUnits")),
    batches,
    recordsPerBatch: Number((figures.sum("BatchSize") / Math.max(1, batches)).toFixed(1)),
    drainedAfterMs,
    measured,
    expected: produced.expected,
    resentUnknown: produced.resentUnknown,
  };
}

export function reportText(name: string, report: PipelineReport): string {
  const { sent, applied, expiredLate, deadLettered, duplicates, inFlight } = report;
  return [
    `${name}`,
    `  sent ${formatCount(sent)} = applied ${formatCount(applied)} + expired ${formatCount(expiredLate)} + dead-lettered ${formatCount(deadLettered)} + duplicates ${formatCount(duplicates)} + in flight ${formatCount(inFlight)}`,
    `  processing latency, ms   ${latency(report.processingLatencyMs)}`,
    `  end-to-end latency, ms   ${latency(report.endToEndLatencyMs)}`,
    `  throughput               ${formatCount(report.throughputPerSecond)} events/s, ${formatCount(report.recordsPerBatch)} records a batch`,
    `  DynamoDB                 ${report.dynamoWritesPerEvent} writes and ${report.dynamoWriteUnitsPerEvent} write units an event`,
    `  drained                  ${formatCount(report.drainedAfterMs / 1000)} s after the last record`,
    ...Object.entries(report.measured).map(([metric, value]) => {
      return `  ${metric.padEnd(25)}${typeof value === "number" ? formatCount(value) : latency(value)}`;
    }),
  ].join("\n");
}

function latency({ p50, p95, p99 }: Quantiles): string {
  return `p50 ${formatCount(p50 ?? undefined)}  p95 ${formatCount(p95 ?? undefined)}  p99 ${formatCount(p99 ?? undefined)}`;
}

/** Every way in which the report contradicts the law; empty when it holds. */
export function violations(name: string, report: PipelineReport): readonly string[] {
  const found: string[] = [];
  if (report.inFlight > 0) found.push(`${name}: ${report.inFlight} events are lost or still in flight`);
  if (report.inFlight < 0) found.push(`${name}: ${-report.inFlight} events are counted twice`);
  const surplus = report.duplicates - report.expected.duplicates;
  if (surplus < 0) found.push(`${name}: ${-surplus} duplicates were not recognised`);
  if (surplus > report.resentUnknown) found.push(`${name}: ${surplus} events were taken for duplicates`);
  if (report.deadLettered !== report.expected.deadLettered) {
    found.push(`${name}: ${report.deadLettered} dead letters, expected ${report.expected.deadLettered}`);
  }
  return found;
}
