/**
 * The pipelines that have a producer, by name: each says where its records go and how they are made. A new one is a
 * file like `iot-producer.ts` and a line here.
 */
import { UserError } from "../terminal/user-error.ts";
import { iotProducer } from "./iot-producer.ts";
import type { RecordSource } from "./produced-record.ts";

export interface TrafficOptions {
  /** How many sensors (patients, users) there are. */
  readonly sensors: number;
  /** The share of records that are late, duplicate, malformed and so on, 0 to 1. */
  readonly chaos: number;
  readonly seed: number;
}

export interface EventsOptions {
  readonly events: number;
  readonly sensors: number;
  readonly seed: number;
  readonly startMs: number;
  readonly eventsPerSecond: number;
  readonly disorderMs: number;
  readonly lateShare: number;
}

export interface GeneratedEvent {
  /** One line of JSON. */
  readonly text: string;
  /** True when every window must refuse it. */
  readonly isExpired: boolean;
}

export interface ProducerPipeline {
  /** The stream's default name. */
  readonly stream: string;
  /** Records a second of one sensor; more could not be told apart. */
  readonly ratePerSensorMax: number;
  /** Records for a stream, one a slot of real time. */
  readonly traffic: (options: TrafficOptions) => RecordSource;
  /** Events for a file, lazily. */
  readonly events: (options: EventsOptions) => Iterable<GeneratedEvent>;
}

const PIPELINES: ReadonlyMap<string, ProducerPipeline> = new Map([["iot", iotProducer]]);

export const PRODUCER_NAMES: readonly string[] = [...PIPELINES.keys()];

/** @throws UserError for a pipeline without a producer. */
export function producerPipeline(name: string): ProducerPipeline {
  const pipeline = PIPELINES.get(name);
  if (pipeline !== undefined) return pipeline;
  throw new UserError(`Cannot produce ${name}: no such producer; name one of ${PRODUCER_NAMES.join(", ")}`);
}
