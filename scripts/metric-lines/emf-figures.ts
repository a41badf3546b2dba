/**
 * Figures from the metric lines (EMF) that a function has logged since a moment: sums, and quantiles over all
 * values. They are what CloudWatch would have extracted, read where every endpoint keeps them.
 */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { DDSketch } from "@datadog/sketches-js";

export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface EmfFigures {
  readonly sum: (metric: string) => number;
  readonly count: (metric: string) => number;
  readonly quantiles: (metric: string) => Quantiles;
}

const RELATIVE_ACCURACY = 0.01;

export async function readEmfFigures(
  client: CloudWatchLogsClient,
  logGroupName: string,
  sinceMs: number,
): Promise<EmfFigures> {
  const sketches = new Map<string, DDSketch>();
  const pages = paginateFilterLogEvents({ client }, { logGroupName, startTime: sinceMs });
  for await (const { events = [] } of pages) {
    for (const { message = "" } of events) addLine(sketches, message);
  }
  const sketchOf = (metric: string) => sketches.get(metric);
  return {
    sum: (metric) => sketchOf(metric)?.sum ?? 0,
    count: (metric) => sketchOf(metric)?.count ?? 0,
    quantiles: (metric) => quantilesOf(sketchOf(metric)),
  };
}

function addLine(sketches: Map<string, DDSketch>, line: string): void {
  for (const [name, values] of emfValues(line)) {
    const sketch = sketches.get(name) ?? new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
    for (const value of values) sketch.accept(value);
    sketches.set(name, sketch);
  }
}

/** A line of EMF names its metrics in `_aws`, and holds each as a value or a list of values; other lines hold none. */
export function emfValues(line: string): readonly (readonly [metric: string, values: readonly number[]])[] {
  if (!line.includes('"_aws"')) return [];
  const emf = JSON.parse(line.slice(line.indexOf("{")));
  const names: string[] = emf._aws.CloudWatchMetrics.flatMap(({ Metrics }: EmfDirective) =>
    Metrics.map(({ Name }) => Name),
  );
  return names.map((name) => [name, [emf[name]].flat()]);
}

interface EmfDirective {
  readonly Metrics: readonly { readonly Name: string }[];
}

function quantilesOf(sketch: DDSketch | undefined): Quantiles {
  if (sketch === undefined || sketch.count === 0) return { p50: null, p95: null, p99: null };
  const at = (rank: number) => Math.round(sketch.getValueAtQuantile(rank) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
