/**
 * A container of the processor: memory that stays warm from one invocation to the next, a clock of its own, and
 * a death that can come at any call. An invocation that takes too long fails, but what it has begun goes on.
 */
import type {
  AnyTopology,
  BatchPorts,
  BatchReport,
  Page,
  processBatch,
  WorkerMemory,
} from "../engine/index.ts";
import { Caller, type Network } from "./remote-call.ts";
import type { StreamRecord } from "./simulated-stream.ts";

/** The engine's entry points, handed in so that other builds of them can be tried. */
export interface ProcessorCore {
  readonly processBatch: typeof processBatch;
  readonly workerMemory: (pages: Map<string, Page>) => WorkerMemory;
}

export type InvocationOutcome =
  { readonly kind: "done"; readonly report: BatchReport } | { readonly kind: "failed" };

const CLOCK_SKEW_MS_MAX = 30_000;

export class Container {
  readonly caller: Caller;
  isBusy = false;
  readonly #topology: AnyTopology;
  readonly #core: ProcessorCore;
  readonly #network: Network;
  readonly #ports: BatchPorts<StreamRecord>;
  readonly #memory: WorkerMemory;
  #died: () => void = () => {};

  constructor(
    name: string,
    topology: AnyTopology,
    core: ProcessorCore,
    network: Network,
    ports: Omit<BatchPorts<StreamRecord>, "now">,
  ) {
    this.#topology = topology;
    this.#core = core;
    this.#network = network;
    this.#memory = core.workerMemory(new Map());
    this.caller = new Caller(name, network, () => this.#died());
    this.#ports = {
      state: this.caller.remote(ports.state, ["fits"]),
      views: this.caller.remote(ports.views),
      sideOutputs: this.caller.remote(ports.sideOutputs),
      recordsBetween: (...range) =>
        this.caller.call("recordsBetween", range, () => ports.recordsBetween(...range)),
      parentsOf: (shardId) => this.caller.call("parentsOf", [shardId], () => ports.parentsOf(shardId)),
      keysOf: (shardId) => this.caller.call("keysOf", [shardId], () => ports.keysOf(shardId)),
      nudgeCloser: () => this.caller.call("nudgeCloser", [], ports.nudgeCloser),
      now: () => this.#now(),
    };
  }

  /** Resolves when the batch is done, has failed, the container has died, or the time is over. */
  invoke(shardId: string, records: readonly StreamRecord[], timeoutMs: number): Promise<InvocationOutcome> {
    this.isBusy = true;
    return new Promise((resolve) => {
      const fail = () => resolve({ kind: "failed" });
      this.#died = fail;
      this.#network.time.after(timeoutMs, fail);
      this.#core.processBatch(this.#topology, this.#ports, this.#memory, shardId, records).then(
        (report) => {
          this.isBusy = false;
          resolve({ kind: "done", report });
        },
        (error: unknown) => {
          this.isBusy = false;
          this.#network.failed(this.caller.name, error);
          fail();
        },
      );
    });
  }

  #now(): number {
    const { time, random, faults } = this.#network;
    const isSkewed = random.chance(faults().clockSkew);
    return time.nowMs + (isSkewed ? random.between(-CLOCK_SKEW_MS_MAX, CLOCK_SKEW_MS_MAX) : 0);
  }
}
