/** The small topology with a channel of each kind, measuring itself, and answering what it is asked: what a stack can have, this one has. */
import {
  type Channel,
  detect,
  hours,
  millis,
  type Measurement,
  type Service,
  seconds,
  type Telemetry,
  type Topology,
  topology,
  toStream,
} from "../../lib/engine/index.ts";
import { type Event, smallTopology } from "./small-topology.ts";

export interface ResultRow {
  readonly id: string;
  readonly key: string;
  readonly value: number;
}

export interface AnnouncingOptions {
  readonly name?: string;
  /** Of the operator that announces each event's value. */
  readonly channel?: Channel;
  readonly metrics?: Telemetry["metrics"];
  /** What is waiting to be drained; the topology takes it from here. */
  readonly measured?: Measurement[];
}

const RESULTS = toStream<ResultRow>("small-results", ({ key }) => key);

const SERVICE: Service = {
  name: "recommend",
  description: "Answers what is asked of the small pipeline",
  answerAgeMaxMs: seconds(30),
  slo: { answerLatency: { p95: millis(75) } },
};

const METRICS: Telemetry["metrics"] = {
  FoldLatency: {
    unit: "Milliseconds",
    alarm: {
      statistic: "p99",
      above: 30,
      minutes: 1,
      severity: "critical",
      meaning: "Folding takes longer than its objective allows. See whether the model was changed.",
    },
  },
  data_drift_score: {
    unit: "None",
    alarm: {
      statistic: "Maximum",
      above: 0.2,
      minutes: 10,
      severity: "warning",
      meaning: "What comes in is no longer what was expected. Compare it with the reference.",
    },
  },
  CacheHits: { unit: "Count" },
};

export function announcingTopology(options: AnnouncingOptions = {}): Topology<Event> {
  const { name = "small", channel = RESULTS, metrics = METRICS, measured = [] } = options;
  const small = smallTopology();
  const results = detect({
    key: (event: Event) => event.key,
    judge: ({ id, key, value }) => [{ id, partition: "all", row: { id, key, value } }],
    chunkEntries: 4,
    bucketMs: hours(1),
    retentionMs: hours(1),
  });
  return topology<Event>({
    ...small,
    name,
    operators: { ...small.operators, results: { ...results, channel } },
    service: SERVICE,
    telemetry: { metrics, drain: () => measured.splice(0) },
  });
}
