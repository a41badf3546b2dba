/**
 * The pipelines that have a producer, by name: each says where its records go and how they are made. A new one is a
 * file like `iot-producer.ts` and a line here.
 */
import { UserError } from "../terminal/user-error.ts";
import { commerceProducer } from "./commerce-producer.ts";
import { iotProducer } from "./iot-producer.ts";
import { medicalProducer } from "./medical-producer.ts";
import type { Episode, RecordSource } from "./produced-record.ts";
import type { ReplayFormat } from "./replay/replay-format.ts";

/** Whose events they are. A pipeline takes those that are its own, and has a default for each. */
export interface SourceOptions {
  /** How many sensors there are. */
  readonly sensors?: number | undefined;
  /** How many patients there are. */
  readonly patients?: number | undefined;
  /** The share of records with a free-text note, 0 to 1. */
  readonly noteShare?: number | undefined;
  /** True for a population unlike the one that the model was trained on. */
  readonly isDrifted?: boolean | undefined;
  /** How many users a shop has at first. */
  readonly users?: number | undefined;
  /** How many items a shop has at first. */
  readonly items?: number | undefined;
  /** The share of visits that are fraud, 0 to 1. */
  readonly fraudShare?: number | undefined;
}

export interface TrafficOptions extends SourceOptions {
  /** The share of records that are late, duplicate, malformed and so on, 0 to 1. */
  readonly chaos: number;
  readonly seed: number;
}

export interface EventsOptions extends SourceOptions {
  readonly events: number;
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

/** Events, and what they hold for the pipeline to find, as far as they have been taken. */
export interface GeneratedEvents extends Iterable<GeneratedEvent> {
  episodes?(): readonly Episode[];
}

export interface ProducerPipeline {
  /** The stream's default name. */
  readonly stream: string;
  /** Records a second that the pipeline is made for. */
  readonly usualRate: number;
  /** Those of the sources' options that have an effect. */
  readonly takes: readonly (keyof SourceOptions)[];
  /** How many there are of whom, e.g. `1,000 sensors`. */
  readonly sourcesText: (options: SourceOptions) => string;
  /** Why so many records a second cannot be made; undefined when they can. */
  readonly rateRefusal: (rate: number, options: SourceOptions) => string | undefined;
  /** Records for a stream, one a slot of real time. */
  readonly traffic: (options: TrafficOptions) => RecordSource;
  /** Events for a file, lazily. */
  readonly events: (options: EventsOptions) => GeneratedEvents;
  /** How a file of real events is sent again; pipelines without it have none. */
  readonly replay?: ReplayFormat;
}

const PIPELINES: ReadonlyMap<string, ProducerPipeline> = new Map([
  ["iot", iotProducer],
  ["medical", medicalProducer],
  ["commerce", commerceProducer],
]);

export const PRODUCER_NAMES: readonly string[] = [...PIPELINES.keys()];

/** The producers that an option of the sources has an effect on. */
export function producersTaking(option: keyof SourceOptions): readonly string[] {
  return PRODUCER_NAMES.filter((name) => PIPELINES.get(name)?.takes.includes(option));
}

/** @throws UserError for a pipeline without a producer. */
export function producerPipeline(name: string): ProducerPipeline {
  const pipeline = PIPELINES.get(name);
  if (pipeline !== undefined) return pipeline;
  throw new UserError(`Cannot produce ${name}: no such producer; name one of ${PRODUCER_NAMES.join(", ")}`);
}
