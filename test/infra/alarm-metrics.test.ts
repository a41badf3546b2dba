/**
 * Every alarm looks at a metric that somebody emits: of ours, the functions are run and their metric lines searched for
 * exactly the alarm's namespace, name, dimensions and unit; of AWS's, its documentation is.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pipelines } from "../../lib/pipelines/index.ts";
import { recordWith } from "../pipelines/medical/records.ts";
import { behaviourAt } from "../pipelines/commerce/events.ts";
import { emittedMetrics, metricIdentity } from "../support/emitted-metrics.ts";
import { alarmsOf, type CfnMetric, metricsOf, PIPELINES, pipelineTemplate } from "./pipeline-templates.ts";
import { resourcesOf } from "./synthesize.ts";

/** More than a window needs for a figure of its drift. */
const ENCOUNTERS = 210;

/** What a pipeline is fed, so that everything it measures has something to be measured of. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  commerce: [JSON.stringify(behaviourAt(0))],
  iot: [
    JSON.stringify({
      sensor_id: "sensor_0001",
      sensor_type: "temperature",
      value: 20,
      location: "office-lab",
      timestamp: "2025-12-31T23:59:59.000Z",
      status: "normal",
    }),
  ],
  medical: Array.from({ length: ENCOUNTERS }, () => JSON.stringify(recordWith())),
};

/** By namespace: the dimension that tells whose metrics they are, the type of what it names, and the metrics. */
const OF_AWS: Readonly<Record<string, { dimension: string; type: string; metrics: readonly string[] }>> = {
  "AWS/Lambda": {
    dimension: "FunctionName",
    type: "AWS::Lambda::Function",
    metrics: ["Errors", "Invocations", "IteratorAge", "Throttles"],
  },
  "AWS/Kinesis": {
    dimension: "StreamName",
    type: "AWS::Kinesis::Stream",
    metrics: ["IncomingRecords", "WriteProvisionedThroughputExceeded"],
  },
  "AWS/SQS": {
    dimension: "QueueName",
    type: "AWS::SQS::Queue",
    metrics: ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
  },
  "AWS/DynamoDB": {
    dimension: "TableName",
    type: "AWS::DynamoDB::Table",
    metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
  },
};

function ownIdentity({ Namespace, MetricName, Dimensions, Unit }: CfnMetric): string {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return metricIdentity(Namespace, MetricName, dimensions, Unit);
}

/** The logical id of the resource that a template's value names. */
function referred(value: unknown): string {
  const { Ref, "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: readonly string[] };
  return Ref ?? attribute?.[0] ?? "";
}

describe.each(PIPELINES)("the alarms of %s", (pipeline) => {
  const template = pipelineTemplate(pipeline, "dev");
  const watched = alarmsOf(template).flatMap((alarm) =>
    metricsOf(alarm).map((metric) => ({ alarm: alarm.AlarmName, metric })),
  );
  let emitted: ReadonlySet<string>;
  beforeAll(async () => {
    emitted = await emittedMetrics(pipeline, "dev", TEXTS[pipeline] ?? []);
  }, 120_000);
  afterAll(() => void (emitted = new Set()));

  test("look at metrics of ours that are emitted, by namespace, name, dimensions and unit", () => {
    const own = watched.filter(({ metric }) => metric.Namespace === "Tidewater");
    expect(own.length).toBeGreaterThan(15);
    const missing = own.filter(({ metric }) => !emitted.has(ownIdentity(metric)));
    expect(missing.map(({ alarm, metric }) => `${alarm}: ${ownIdentity(metric)}`)).toEqual([]);
  });

  test("look at metrics of AWS that exist, of resources that the stack has", () => {
    const foreign = watched.filter(({ metric }) => metric.Namespace !== "Tidewater");
    expect(foreign.length).toBeGreaterThan(10);
    for (const { metric } of foreign) {
      const known = OF_AWS[metric.Namespace];
      expect(known?.metrics).toContain(metric.MetricName);
      expect(metric.Dimensions.map(({ Name }) => Name)).toEqual([known?.dimension]);
      const id = referred(metric.Dimensions[0]?.Value);
      expect(Object.keys(resourcesOf(template, known?.type))).toContain(id);
      expect(metric.Unit).toBeUndefined();
    }
  });

  test("would be missed if their metric had another name, dimension or unit", () => {
    const metric = watched.find((one) => one.metric.MetricName === "MemoryUsed")?.metric;
    if (metric === undefined) throw new Error("no metric");
    const [first, ...others] = metric.Dimensions;
    expect(emitted.has(ownIdentity(metric))).toBe(true);
    expect(emitted.has(ownIdentity({ ...metric, MetricName: "MemoryUse" }))).toBe(false);
    expect(emitted.has(ownIdentity({ ...metric, Unit: "Count" }))).toBe(false);
    expect(emitted.has(ownIdentity({ ...metric, Dimensions: others }))).toBe(false);
    expect(emitted.has(ownIdentity({ ...metric, Dimensions: [{ ...first, Value: "x" } as never] }))).toBe(
      false,
    );
  });
});

test("every pipeline is fed with something", () => {
  expect(Object.keys(TEXTS).sort()).toEqual(Object.keys(pipelines).sort());
});
