/**
 * Drives the engine's protocol over in-memory stores: records in, views and side outputs out.
 */
import {
  type AnyTopology,
  type BatchPorts,
  type BatchReport,
  type CloseReport,
  closeWindows,
  type DeadLetter,
  entriesOf,
  type ExpiredEvent,
  pageId,
  processBatch,
  type Replay,
  readLatest,
  type SideOutputs,
  type SourceRecord,
  type StreamLog,
  sequenceNumber,
  workerMemory,
} from "../../lib/engine/index.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { MemoryStateStore } from "../../lib/testing/memory-state-store.ts";
import { MemoryViewStore } from "../../lib/testing/memory-view-store.ts";

export const SHARD = "shardId-000000000000";

/** A record whose text is the event as JSON, at position `n`. */
export function record(n: number, event: unknown, replay: Replay | null = null): SourceRecord {
  const text = typeof event === "string" ? event : JSON.stringify(event);
  return {
    sequenceNumber: sequenceNumber(String(n)),
    arrivalMs: null,
    content: { kind: "event", text, replay },
  };
}

export class Harness {
  readonly state: MemoryStateStore;
  readonly views = new MemoryViewStore();
  readonly deadLetters: DeadLetter<SourceRecord>[] = [];
  readonly expired: ExpiredEvent<SourceRecord>[] = [];
  readonly topology: AnyTopology;
  nudges = 0;
  nowMs = 0;
  ports: BatchPorts<SourceRecord>;
  #memory = workerMemory(new Map());

  constructor(topology: AnyTopology, state = new MemoryStateStore()) {
    this.topology = topology;
    this.state = state;
    const sideOutputs: SideOutputs<SourceRecord> = {
      sendDeadLetters: async (letters) => {
        this.deadLetters.push(...letters);
      },
      sendExpired: async (events) => {
        this.expired.push(...events);
      },
    };
    this.ports = {
      ...inProcessPorts({ state, views: this.views, sideOutputs }),
      nudgeCloser: async () => {
        this.nudges += 1;
      },
      now: () => this.nowMs,
    };
  }

  /** Another container: nothing of the last one's memory. */
  goCold(): void {
    this.#memory = workerMemory(new Map());
  }

  process(records: readonly SourceRecord[], shardId = SHARD): Promise<BatchReport> {
    return processBatch(this.topology, this.ports, this.#memory, shardId, records);
  }

  /** Processes in batches of `size`; 0 for all at once. */
  async processIn(size: number, records: readonly SourceRecord[], shardId = SHARD): Promise<void> {
    const step = size === 0 ? Math.max(records.length, 1) : size;
    for (let i = 0; i < records.length; i += step) await this.process(records.slice(i, i + step), shardId);
  }

  /** Runs the closer over shards that never go idle. */
  async close(stream: Partial<StreamLog> = {}): Promise<CloseReport> {
    const shards = (await this.state.listProgress()).map(({ shardId, parents }) => {
      return { shardId, parents, closed: false, hashKey: "0" };
    });
    const log: StreamLog = {
      listShards: async () => shards,
      waitingSince: async () => this.nowMs,
      putHeartbeat: async () => {},
      ...stream,
    };
    const { state, views } = this.ports;
    return closeWindows(this.topology, { state, views, stream: log, now: () => this.nowMs });
  }

  /** All that a reader could see: pages, closed rows and chunks, as one comparable text. */
  async snapshot(): Promise<string> {
    const pages = [];
    for (const { shardId } of await this.state.listProgress()) {
      const all = [
        ...(await this.state.windowPages(shardId, 8.64e15 as never)),
        ...(await this.state.keyedPages(shardId)),
      ];
      for (const page of all) {
        const sections = [...page.sections].map(([name, { state, mark }]) => {
          return [name, mark, this.topology.operators[name]?.encode(state)];
        });
        pages.push([pageId(page.key), page.highWaterMark, sections.sort()]);
      }
    }
    const stored = [pages, [...this.views.rows()], [...this.views.chunks()]];
    return JSON.stringify(
      stored.map((part) => part.map((item) => JSON.stringify(item)).sort()),
      null,
      1,
    );
  }

  /** Every alert ever raised, closed or not. */
  async alerts(operator: string): Promise<unknown[]> {
    const shards = await this.state.listProgress();
    const pages = await Promise.all(shards.map(({ shardId }) => this.state.keyedPages(shardId)));
    const stored = this.views.chunks().filter((chunk) => chunk.operator === operator);
    return [...entriesOf(operator, stored, pages.flat())];
  }

  async latest(operator: string): Promise<Record<string, unknown>> {
    return Object.fromEntries(await readLatest(this.topology, operator, this.state));
  }
}
