/**
 * A line of a log as CloudWatch reads it when it looks for metrics (the embedded metric format): `_aws` names the metrics,
 * their units and the sets of fields that are their dimensions, and the fields beside it hold the values.
 * Invariant: a line that is no such line holds no metrics; it is never an error, since anything may be logged.
 */
import type { Dimension, StandardUnit } from "@aws-sdk/client-cloudwatch";

/** The values of one metric: one of its dimension sets, at one moment. */
export interface MetricValues {
  readonly namespace: string;
  readonly name: string;
  readonly unit: StandardUnit;
  readonly dimensions: readonly Dimension[];
  readonly timestampMs: number;
  readonly values: readonly number[];
}

interface EmfLine {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly EmfDirective[] };
  readonly [field: string]: unknown;
}

interface EmfDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: StandardUnit }[];
}

/** What every line with metrics contains; also the pattern by which lines are subscribed to. */
export const EMF_FIELD = "_aws";

/** Each dimension set is a metric of its own, as it is in CloudWatch. */
export function readEmfLine(text: string): readonly MetricValues[] {
  const line = parse(text);
  if (line === undefined) return [];
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit = "None" }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        dimensions: names.map((name) => ({ Name: name, Value: String(line[name]) })),
        timestampMs: line._aws.Timestamp,
        values: [line[Name]].flat().filter((value) => typeof value === "number"),
      })),
    ),
  );
}

/** Some log formats put a time stamp in front of the object. */
function parse(text: string): EmfLine | undefined {
  if (!text.includes(`"${EMF_FIELD}"`)) return undefined;
  try {
    const line = JSON.parse(text.slice(text.indexOf("{")));
    const directives: unknown = line[EMF_FIELD]?.CloudWatchMetrics;
    return Array.isArray(directives) && directives.every(isDirective) ? line : undefined;
  } catch {
    return undefined;
  }
}

function isDirective(value: Partial<EmfDirective> | null): boolean {
  const { Dimensions, Metrics } = value ?? {};
  if (!Array.isArray(Dimensions) || !Array.isArray(Metrics)) return false;
  return Dimensions.every(Array.isArray) && !Metrics.includes(null);
}
