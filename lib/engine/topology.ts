/**
 * A topology is a value: a source, the operators that read it, and the guarantee and objectives they are run
 * under. The same value provisions the AWS resources, runs in Lambda, over a file and in the simulation.
 */
import { TopologyError } from "./errors.ts";
import type { Operator } from "./operator/operator.ts";
import type { DerivedView } from "./view/derived-view.ts";
import { requireService, type Service } from "./service.ts";
import type { StandardSchema } from "./standard-schema.ts";
import type { Telemetry } from "./telemetry.ts";
import { type DurationMs, minutes } from "./time/duration.ts";
import type { WatermarkStrategy } from "./time/watermark.ts";

/**
 * How often an event has its effect when workers crash and records are delivered again.
 * - `at-most-once`: progress first, effects after: a crash loses, never doubles.
 * - `at-least-once`: effects without the high-water mark: a crash doubles, never loses.
 * - `exactly-once`: effects guarded by the high-water mark of their page: neither.
 */
export type Guarantee = "at-most-once" | "at-least-once" | "exactly-once";

/** Which events are compared with the ledger: all of them, or only replayed dead letters. */
export type Dedupe = "id" | "replays";

export interface Source<Event> {
  readonly stream: string;
  readonly schema: StandardSchema<Event>;
  /** The JSON in a record's text; throws where it is none. */
  readonly parse: (text: string) => unknown;
  /** The event's own identity, where it has one; otherwise it is known by the fingerprint of its text. */
  readonly id?: (event: Event) => string | undefined;
  /** The partition key: events of one key keep their order. */
  readonly key: (event: Event) => string;
  /** Milliseconds since 1970. */
  readonly eventTime: (event: Event) => number;
  readonly watermark: WatermarkStrategy;
}

export interface ServiceLevel {
  /** From a handler's pick-up of a record until all of its effects are durable, ms. */
  readonly processingLatency: { readonly p95?: DurationMs; readonly p99?: DurationMs };
}

export interface TopologyOptions<Event> {
  /** Lower-case letters, digits and hyphens: it names AWS resources. */
  readonly name: string;
  readonly source: Source<Event>;
  readonly guarantee: Guarantee;
  readonly dedupe?: Dedupe;
  readonly slo: ServiceLevel;
  readonly operators: Readonly<Record<string, Operator<Event>>>;
  /** Views that are made of operators' views when they are asked for, by name. */
  readonly derived?: Readonly<Record<string, DerivedView>>;
  readonly telemetry?: Telemetry;
  /** Undefined where nobody asks. */
  readonly service?: Service;
}

export interface Topology<Event> extends TopologyOptions<Event> {
  readonly dedupe: Dedupe;
  /** How long after its event time an identity is remembered: as long as some window would take the event. */
  readonly identityHorizonMs: DurationMs;
  /** The names of the operators that read what an operator says, by that operator. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
  /** The names of the operators whose keys may have timers. */
  readonly timed: ReadonlySet<string>;
  /** The names of the operators that hear only what timers say: no record is late for them. */
  readonly hearTimersOnly: ReadonlySet<string>;
  /** The names of the operators that read the source, of those that read these, and so on: each behind all that it reads. */
  readonly levels: readonly (readonly string[])[];
}

/** What topologies of different events have in common; the engine's shells treat them alike. */
// `any`, because an event's type stays inside its topology.
export type AnyTopology = Topology<any>;

type Operators = Readonly<Record<string, Pick<Operator<never>, "kind" | "upstreams">>>;

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const OPERATOR_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;

/** Operators without windows take late events for ever; duplicates of theirs are looked for this long. */
const HORIZON_WITHOUT_WINDOWS_MS = minutes(10);

/** @throws TopologyError naming the part that contradicts itself. */
export function topology<Event>(options: TopologyOptions<Event>): Topology<Event> {
  if (!NAME.test(options.name)) {
    throw new TopologyError(
      `Cannot name a topology '${options.name}': expected lower-case letters, digits, hyphens`,
    );
  }
  const operators = Object.entries(options.operators);
  if (operators.length === 0)
    throw new TopologyError(`Cannot run topology ${options.name}: it has no operators`);
  for (const [name] of operators) {
    if (!OPERATOR_NAME.test(name)) {
      throw new TopologyError(
        `Cannot name an operator '${name}': expected a camelCase word of up to 40 letters`,
      );
    }
  }
  checkUpstreams(options);
  if (options.service !== undefined) requireService(options.name, options.service);
  const windowings = operators.flatMap(([, { windowing }]) => (windowing === undefined ? [] : [windowing]));
  const horizonsMs = windowings.map(
    ({ assigner, allowedLatenessMs }) => assigner.maxSizeMs + allowedLatenessMs,
  );
  return {
    ...options,
    dedupe: options.dedupe ?? "replays",
    identityHorizonMs: Math.max(HORIZON_WITHOUT_WINDOWS_MS, ...horizonsMs),
    readers: readersOf(options.operators),
    timed: new Set(operators.filter(([, { timers }]) => timers !== undefined).map(([name]) => name)),
    hearTimersOnly: hearTimersOnly(options.operators),
    levels: levelsOf(options.operators),
  };
}

/** The operator and all that it reads from, itself first. */
export function withUpstreams(operators: Operators, name: string): readonly string[] {
  const names = [name];
  for (const at of names) {
    for (const upstream of operators[at]?.upstreams ?? [])
      if (!names.includes(upstream)) names.push(upstream);
  }
  return names;
}

function checkUpstreams<Event>({ name, operators }: TopologyOptions<Event>): void {
  for (const [reader, { upstreams = [] }] of Object.entries(operators)) {
    for (const upstream of upstreams) {
      if (!Object.hasOwn(operators, upstream) || !speaks(operators[upstream])) {
        throw new TopologyError(
          `Cannot run topology ${name}: ${reader} reads ${upstream}, expected the name of a keyed or a gathered operator`,
        );
      }
    }
    if (new Set(upstreams).size < upstreams.length) {
      throw new TopologyError(`Cannot run topology ${name}: ${reader} reads an operator twice`);
    }
    if (withUpstreams(operators, reader).some((above) => operators[above]?.upstreams?.includes(reader))) {
      throw new TopologyError(
        `Cannot run topology ${name}: ${reader} reads, over others, what it says itself`,
      );
    }
  }
}

function speaks(operator: Operators[string] | undefined): boolean {
  return operator?.kind === "keyed" || operator?.kind === "gathered";
}

function readersOf(operators: Operators): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const [reader, { upstreams = [] }] of Object.entries(operators)) {
    for (const upstream of upstreams) readers.set(upstream, [...(readers.get(upstream) ?? []), reader]);
  }
  return readers;
}

function hearTimersOnly<Event>(operators: TopologyOptions<Event>["operators"]): ReadonlySet<string> {
  const hear = Object.entries(operators).filter(([, { upstreams }]) =>
    upstreams?.every((upstream) => operators[upstream]?.speaksByTimersOnly),
  );
  return new Set(hear.map(([name]) => name));
}

function levelsOf(operators: Operators): readonly (readonly string[])[] {
  const levelOf = (name: string): number =>
    Math.max(-1, ...(operators[name]?.upstreams ?? []).map(levelOf)) + 1;
  const levels: string[][] = [];
  for (const name of Object.keys(operators)) {
    const level = levelOf(name);
    while (levels.length <= level) levels.push([]);
    levels[level]?.push(name);
  }
  return levels;
}

/** Describes a Kinesis stream as a source; the record's partition key is `key` of its event. */
/** What a stream's own source says; `parse` where `JSON.parse` would lose something of a record. */
export type SourceOptions<Event> = Omit<Source<Event>, "stream" | "parse"> &
  Partial<Pick<Source<Event>, "parse">>;

export function kinesis<Event>(stream: string, options: SourceOptions<Event>): Source<Event> {
  return { stream, parse: JSON.parse, ...options };
}

/** A view's public name: `windowedMetrics` is read as `windowed-metrics`. */
export function viewName(operator: string): string {
  return operator.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
