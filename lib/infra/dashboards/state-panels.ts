/** What a model says, what fails, and what it runs on: the panels "ML pipeline", "Errors" and "System". */
import { type IMetric, type IWidget, Stats, TextWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { MetricSpec } from "../../engine/index.ts";
import type { Watched } from "../alarms/index.ts";
import { MINUTE, ownMetric, telemetryMetric } from "../metrics/index.ts";
import { TIME_TO_REPLAY } from "../processor/index.ts";
import { hoursLeftToReplay } from "../side-outputs/index.ts";
import { bound, type Thresholds } from "./flow-panels.ts";
import { eachBy, graph, labelled } from "./graph.ts";

const PERCENTILES = ["p50", "p95", "p99"];

/** What the pipeline measures of itself: a graph for each of its times and scores, one for all of its counts. */
export function mlPipeline(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const specs = Object.entries(watched.topology.telemetry?.metrics ?? {});
  if (specs.length === 0) {
    const markdown = `${watched.pipeline} measures nothing of a model: its topology has no telemetry.`;
    return [new TextWidget({ markdown, width: 24, height: 1 })];
  }
  const counts = specs.filter(([, { unit }]) => unit === "Count");
  const others = specs.filter(([, { unit }]) => unit !== "Count");
  const graphs = others.map(([name, spec]) => telemetryGraph(watched, thresholds, name, spec));
  if (counts.length === 0) return graphs;
  const sums = counts.map(([name, spec]) => telemetryMetric(watched, name, spec, Stats.SUM));
  return [...graphs, graph("Counts", sums, { unit: "a minute" })];
}

function telemetryGraph(watched: Watched, thresholds: Thresholds, name: string, spec: MetricSpec): IWidget {
  const statistics = spec.unit === "Milliseconds" ? PERCENTILES : [Stats.MAXIMUM];
  const metrics = statistics.map((statistic) => telemetryMetric(watched, name, spec, statistic));
  return graph(name, metrics, {
    unit: spec.unit === "Milliseconds" ? "ms" : spec.unit,
    bounds: bound(thresholds, name),
  });
}

export function errors(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  return [...deadLetters(watched, thresholds), ...failures(watched)];
}

function deadLetters(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const queue = watched.deadLetters;
  const depth = { statistic: Stats.MAXIMUM, period: MINUTE };
  return [
    graph(
      "Dead letters by reason",
      [
        eachBy(watched, "reason", "dlq_messages_total", "Sum"),
        ownMetric(watched, "dlq_messages_total", Stats.SUM),
      ],
      {
        unit: "a minute",
      },
    ),
    graph(
      "Validation errors by reason",
      [
        eachBy(watched, "reason", "validation_errors_total", "Sum"),
        ownMetric(watched, "validation_errors_total", Stats.SUM),
      ],
      {
        unit: "a minute",
      },
    ),
    graph(
      "Rates",
      [
        ownMetric(watched, "late_data_rate", Stats.AVERAGE),
        ownMetric(watched, "DeadLetterRate", Stats.AVERAGE),
      ],
      {
        unit: "%",
        bounds: bound(thresholds, "late-rate", "dlq-rate"),
      },
    ),
    graph(
      "Dead letters waiting",
      [labelled(queue.metricApproximateNumberOfMessagesVisible(depth), "messages")],
      {
        unit: "messages",
        right: [
          hoursLeftToReplay(queue, TIME_TO_REPLAY),
          labelled(queue.metricApproximateAgeOfOldestMessage(depth), "age of the oldest, s"),
        ],
        rightUnit: "hours left, seconds old",
      },
    ),
  ];
}

function failures({ failureQueues, functions, ...watched }: Watched): readonly IWidget[] {
  const depth = { statistic: Stats.MAXIMUM, period: MINUTE };
  const queues = Object.entries(failureQueues).map(([label, queue]) =>
    labelled(queue.metricApproximateNumberOfMessagesVisible(depth), label),
  );
  return [
    graph("Queues of what failed", queues, { unit: "messages" }),
    graph(
      "Crashes",
      byRole(functions, (handler) => handler.metricErrors({ statistic: Stats.SUM, period: MINUTE })),
      {
        unit: "a minute",
      },
    ),
    graph(
      "Late events by class",
      (["JustLate", "VeryLate", "Stale", "ClockSkew"] as const).map((name) =>
        ownMetric(watched, name, Stats.SUM),
      ),
      {
        unit: "a minute",
      },
    ),
    graph(
      "Carried on",
      (["Published", "AlertsPublished"] as const).map((name) => ownMetric(watched, name, Stats.SUM)),
      {
        unit: "a minute",
        right: (["PublishFailures", "AlertFailures"] as const).map((name) =>
          ownMetric(watched, name, Stats.SUM),
        ),
        rightUnit: "failures a minute",
      },
    ),
  ];
}

export function system(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const { functions, stream, stateTable, viewTable } = watched;
  const sum = { statistic: Stats.SUM, period: MINUTE };
  const tables = { state: stateTable, view: viewTable };
  return [
    graph("Memory", [ownMetric(watched, "MemoryUsed", Stats.MAXIMUM)], {
      unit: "% of what the function has",
      bounds: bound(thresholds, "memory"),
    }),
    graph("CPU time", [ownMetric(watched, "CpuTime", Stats.SUM)], {
      unit: "ms a minute",
      right: [ownMetric(watched, "CpuTime", Stats.AVERAGE)],
      rightUnit: "ms an invocation",
    }),
    graph(
      "Invocations",
      byRole(functions, (handler) => handler.metricInvocations(sum)),
      {
        unit: "a minute",
        right: [ownMetric(watched, "ColdStarts", Stats.SUM), ownMetric(watched, "CloserRuns", Stats.SUM)],
        rightUnit: "a minute",
      },
    ),
    graph(
      "Refused for being too many",
      [
        ...byRole(functions, (handler) => handler.metricThrottles(sum)),
        labelled(stream.metricWriteProvisionedThroughputExceeded(sum), "records into the stream"),
        ...Object.entries(tables).flatMap(([name, table]) =>
          ["ReadThrottleEvents", "WriteThrottleEvents"].map((metric) =>
            labelled(
              table.metric(metric, sum),
              `${name} table, ${metric === "ReadThrottleEvents" ? "reads" : "writes"}`,
            ),
          ),
        ),
      ],
      { unit: "a minute" },
    ),
  ];
}

type Functions = Watched["functions"];

function byRole(
  functions: Functions,
  metricOf: (handler: Functions[string]) => ReturnType<Functions[string]["metricErrors"]>,
): readonly IMetric[] {
  return Object.entries(functions).map(([role, handler]) => labelled(metricOf(handler), role));
}
