/**
 * The simulated world: a stream, its event source mapping, containers that run the engine's protocol, a table that
 * can fail, queues and closers, all in virtual time. One seed fixes everything that happens in it.
 *
 * The engine comes in as an argument, so that the world can be run against any build of it.
 */
import type { AnyTopology, closeWindows, RecordContent, SequenceNumber } from "../engine/index.ts";
import type { Container, ProcessorCore } from "./container.ts";
import { ContainerPool } from "./container-pool.ts";
import { type DiscardedRange, EventSourceMapping, type MappingOptions } from "./event-source-mapping.ts";
import { type Faults, NO_FAULTS } from "./faults.ts";
import { MemoryStateStore } from "./memory-state-store.ts";
import { MemoryViewStore } from "./memory-view-store.ts";
import { Random } from "./random.ts";
import { Caller, type Network } from "./remote-call.ts";
import { SideQueues } from "./side-queues.ts";
import { SimulatedStream, type StreamRecord } from "./simulated-stream.ts";
import { VirtualTime } from "./virtual-time.ts";

/** The engine's entry points that the world drives. */
export interface Core extends ProcessorCore {
  readonly closeWindows: typeof closeWindows;
}

/** One effect on the table, the views, the queues or the stream, right after it happened. */
export interface Effect {
  readonly atMs: number;
  readonly caller: string;
  readonly call: string;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

export interface WorldOptions {
  readonly topology: AnyTopology;
  /** The topology as it was before the deployment that rolls during the run. */
  readonly previous?: AnyTopology;
  readonly core: Core;
  readonly seed: number;
  readonly startMs: number;
  readonly shardCount?: number;
  readonly mapping?: Partial<MappingOptions>;
  readonly timeoutMs?: number;
  readonly closerEveryMs?: number;
  readonly faults?: Faults;
  readonly onEffect?: (effect: Effect) => void;
  /** Told each line of the history. */
  readonly onLine?: (line: string) => void;
}

const MAPPING: MappingOptions = {
  batchSizeMax: 20,
  batchBytesMax: 6_000_000,
  bisect: true,
  attemptsMax: 10_000,
  maxAgeMs: 345_600_000,
};
const TIMEOUT_MS = 6_000;
const CLOSER_EVERY_MS = 3_000;
const NUDGE_MS_MAX = 500;
/** Too few for most batches to come to their end, enough for some of their pages in many of fifty attempts. */
const LETHAL_CALLS_MAX = 24;
const EXPECTED_ERRORS = new Set(["PassingFault", "ContentionError"]);

export class World {
  readonly time: VirtualTime;
  readonly stream: SimulatedStream;
  readonly state: MemoryStateStore;
  readonly views: MemoryViewStore;
  readonly queues = new SideQueues();
  readonly topology: AnyTopology;
  /** Errors that no fault explains. */
  readonly defects: string[] = [];
  faults: Faults;
  readonly #options: WorldOptions;
  readonly #network: Network;
  readonly #mapping: EventSourceMapping;
  readonly #pool: ContainerPool;
  readonly #random: Random;
  readonly #lethal = new Set<SequenceNumber>();
  #closers = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.topology = options.topology;
    this.faults = options.faults ?? NO_FAULTS;
    this.#random = new Random(options.seed);
    this.time = new VirtualTime(options.startMs);
    this.state = new MemoryStateStore();
    this.views = new MemoryViewStore(() => this.time.nowMs);
    this.#network = this.#connect();
    const { time, state, views, queues } = this;
    const created: Parameters<EventSourceMapping["notice"]>[0][] = [];
    let notice = (shard: (typeof created)[number]): unknown => created.push(shard);
    this.stream = new SimulatedStream(
      options.shardCount ?? 1,
      this.#random.fork(),
      () => time.nowMs,
      (shard) => notice(shard),
    );
    const ports = {
      state,
      views,
      sideOutputs: queues,
      recordsBetween: (shardId: string, after: SequenceNumber, before: SequenceNumber | null) =>
        this.stream.recordsBetween(shardId, after, before),
      parentsOf: async (shardId: string) => this.stream.parentsOf(shardId),
      keysOf: async (shardId: string) => (partitionKey: string) => this.stream.ownsKey(shardId, partitionKey),
      nudgeCloser: async () => this.#nudge(),
    };
    this.#pool = new ContainerPool(() => this.#version(), options.core, this.#network, ports);
    this.#mapping = new EventSourceMapping(
      {
        ...this.#network,
        random: this.#random.fork(),
        stream: this.stream,
        invoke: (shardId, records) => this.#invoke(shardId, records),
      },
      { ...MAPPING, ...options.mapping },
    );
    notice = (shard) => this.#mapping.notice(shard);
    created.forEach(notice);
    this.#tick();
  }

  /** Puts a record into the stream, now. */
  put(partitionKey: string, content: RecordContent): StreamRecord {
    return this.stream.put(partitionKey, content);
  }

  /** Lets the world run for a time. */
  runFor(durationMs: number): Promise<void> {
    return this.time.runUntil(this.time.nowMs + durationMs);
  }

  /** Whoever gets this record in a batch dies sooner or later, as of a payload that takes all memory. */
  makeLethal({ sequenceNumber }: StreamRecord): void {
    this.#lethal.add(sequenceNumber);
  }

  /** What ran out of attempts or time: the failure messages, which hold positions only. */
  get discarded(): readonly DiscardedRange[] {
    return this.#mapping.discarded;
  }

  #connect(): Network {
    const { onEffect, onLine } = this.#options;
    const note = (line: string) => onLine?.(`${this.time.nowMs - this.#options.startMs} ${line}`);
    return {
      time: this.time,
      random: this.#random.fork(),
      faults: () => this.faults,
      note,
      observe: (caller, call, args, result) => {
        if (onLine !== undefined) note(`${caller} ${call} ${brief(args)} -> ${brief([result])}`);
        onEffect?.({ atMs: this.time.nowMs, caller, call, args, result });
      },
      failed: (caller, error) => {
        note(`${caller} failed: ${String(error)}`);
        if (!EXPECTED_ERRORS.has((error as Error).name)) this.defects.push(`${caller}: ${String(error)}`);
      },
    };
  }

  async #invoke(shardId: string, records: readonly StreamRecord[]) {
    const container: Container | undefined = this.#pool.take();
    if (container === undefined) return { kind: "failed" } as const;
    const isLethal = records.some(({ sequenceNumber }) => this.#lethal.has(sequenceNumber));
    const { caller } = container;
    caller.dieAfter(isLethal ? this.#random.between(0, LETHAL_CALLS_MAX) : Number.POSITIVE_INFINITY);
    this.#options.onEffect?.({
      atMs: this.time.nowMs,
      caller: caller.name,
      call: "invoke",
      args: [shardId, records],
      result: undefined,
    });
    const outcome = await container.invoke(shardId, records, this.#options.timeoutMs ?? TIMEOUT_MS);
    if (outcome.kind === "done") return outcome;
    // A handler that catches the fault answers with its first record; one that died or timed out answers nothing.
    const [first] = records;
    if (container.isBusy || first === undefined) return { kind: "failed" } as const;
    return { kind: "partial", from: first.sequenceNumber } as const;
  }

  #version(): AnyTopology {
    const { previous, topology } = this.#options;
    return previous !== undefined && this.#random.chance(this.faults.previousVersion) ? previous : topology;
  }

  #tick(): void {
    this.#close();
    if (this.#random.chance(this.faults.closerTwin)) this.#close();
    this.time.after(this.#options.closerEveryMs ?? CLOSER_EVERY_MS, () => this.#tick());
  }

  #nudge(): void {
    if (this.#random.chance(this.faults.lostNudge)) return;
    this.time.after(this.#random.between(0, NUDGE_MS_MAX), () => this.#close());
  }

  #close(): void {
    this.#closers += 1;
    const caller = new Caller(`closer-${this.#closers}`, this.#network, () => {});
    const ports = {
      state: caller.remote(this.state, ["fits"]),
      views: caller.remote(this.views),
      stream: caller.remote(this.stream),
      now: () => this.time.nowMs,
    };
    this.#options.core
      .closeWindows(this.#version(), ports)
      .catch((error: unknown) => this.#network.failed(caller.name, error));
  }
}

/** A call's arguments in the history: all of them, as one line. */
function brief(values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value) => (value instanceof Map ? [...value] : value)) ?? "";
}
