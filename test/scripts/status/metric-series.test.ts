/** Metrics as they are asked for, and answers as series: every name exactly once, and parts put together in time. */
import { describe, expect, test } from "vitest";
import { METRIC_NAMESPACE, metricDimensions } from "../../../lib/contract/index.ts";
import { metricQueries, seriesOf } from "../../../scripts/status/metric-series.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";

const queries = metricQueries({
  stage: "dev",
  pipeline: "small",
  telemetry: announcingTopology().telemetry,
  streamName: "small-events",
  deadLetterQueueName: "tidewater-dev-dlq-small",
});

function metricOf(wanted: string) {
  return queries.find(({ name }) => name === wanted)?.query.MetricStat;
}

describe("metricQueries()", () => {
  test("asks for the pipeline's metrics by namespace and all dimensions", () => {
    const Dimensions = Object.entries(metricDimensions("small", "dev")).map(([Name, Value]) => {
      return { Name, Value };
    });
    for (const name of ["ProcessingLatency.p99", "Applied.Sum", "data_drift_score.Maximum"]) {
      const MetricName = name.split(".")[0];
      expect(metricOf(name)?.Metric).toEqual({ Namespace: METRIC_NAMESPACE, MetricName, Dimensions });
    }
  });

  test("asks AWS for its own by the name of the resource", () => {
    expect(metricOf("IncomingRecords.Sum")?.Metric).toEqual({
      Namespace: "AWS/Kinesis",
      MetricName: "IncomingRecords",
      Dimensions: [{ Name: "StreamName", Value: "small-events" }],
    });
    expect(metricOf("ApproximateAgeOfOldestMessage.Maximum")?.Metric).toEqual({
      Namespace: "AWS/SQS",
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: "tidewater-dev-dlq-small" }],
    });
  });

  test("gives each its own id, and asks by the minute", () => {
    expect(new Set(queries.map(({ query }) => query.Id)).size).toBe(queries.length);
    expect(new Set(queries.map(({ name }) => name)).size).toBe(queries.length);
    expect(new Set(queries.map(({ query }) => query.MetricStat?.Period))).toEqual(new Set([60]));
  });
});

describe("seriesOf()", () => {
  const Id = queries.find(({ name }) => name === "Applied.Sum")?.query.Id ?? "";
  const at = (minute: number) => new Date(minute * 60_000);

  test("puts parts together, the oldest value first", () => {
    const series = seriesOf(queries, [
      { Id, Timestamps: [at(4), at(3)], Values: [40, 30] },
      { Id, Timestamps: [at(2), at(1)], Values: [20, 10] },
    ]);
    expect(series("Applied.Sum")).toEqual([10, 20, 30, 40]);
  });

  test("is empty for what the cloud does not have, and for what was not asked for", () => {
    const series = seriesOf(queries, [{ Id: "q0" }]);
    expect([series("Applied.Sum"), series("Nothing.Sum")]).toEqual([[], []]);
  });
});
