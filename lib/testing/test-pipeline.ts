/**
 * The test kit: a topology with records and virtual time, in a few lines. It is the simulated world without
 * faults: what is sent is batched, folded and closed as in the cloud, only sooner.
 *
 * @example
 * const pipeline = new TestPipeline(myTopology);
 * pipeline.send({ id: "1", key: "a", time: pipeline.nowMs, value: 3 });
 * await pipeline.advance(minutes(5));
 * pipeline.windowRows("sums");
 */
import {
  type AnyTopology,
  closeWindows,
  type DeadLetter,
  entriesOf,
  type EventTimeMs,
  type ExpiredEvent,
  type Json,
  type LatestRows,
  liveRowsOf,
  type Page,
  type Pane,
  processBatch,
  readLatest,
  type ViewRow,
  workerMemory,
} from "../engine/index.ts";
import { type Faults, NO_FAULTS } from "./faults.ts";
import type { StreamRecord } from "./simulated-stream.ts";
import { World } from "./world.ts";

export interface TestPipelineOptions {
  /** When the test begins, ms since 1970. */
  readonly startMs?: number;
  readonly shardCount?: number;
  /** Faults to run under; none by default. */
  readonly faults?: Partial<Faults>;
  /** Fixes what the faults do. */
  readonly seed?: number;
}

/** 2026-01-01T00:00:00Z. */
const START_MS = 1_767_225_600_000;

export class TestPipeline {
  /** Every pane emitted so far, in order. */
  readonly panes: Pane[] = [];
  readonly #world: World;

  constructor(topology: AnyTopology, options: TestPipelineOptions = {}) {
    this.#world = new World({
      topology,
      core: { closeWindows, processBatch, workerMemory },
      seed: options.seed ?? 0,
      startMs: options.startMs ?? START_MS,
      shardCount: options.shardCount ?? 1,
      faults: { ...NO_FAULTS, ...options.faults },
      onEffect: ({ call, args, result }) => {
        const pane = args[0] as Pane;
        if (call === "commitPane" && result === true && pane.published && !this.#isKnown(pane)) {
          this.panes.push(pane);
        }
      },
    });
  }

  get nowMs(): EventTimeMs {
    return this.#world.time.nowMs as EventTimeMs;
  }

  /** Sends an event, or a record's text as it is; it is processed when time moves on. */
  send(event: unknown): void {
    const text = typeof event === "string" ? event : JSON.stringify(event);
    const key = typeof event === "string" ? event : this.#world.topology.source.key(event);
    this.#world.put(key, { kind: "event", text, replay: null });
  }

  /** Lets time pass: batches are processed, idle shards move on, windows close. */
  advance(durationMs: number): Promise<void> {
    return this.#world.runFor(durationMs);
  }

  /** The rows of closed windows, in the order of their windows and keys. */
  windowRows(operator: string): readonly ViewRow["row"][] {
    return this.#world.views
      .rows()
      .filter((row) => row.operator === operator)
      .sort((one, other) => one.windowStartMs - other.windowStartMs || (one.key < other.key ? -1 : 1))
      .map(({ row }) => row);
  }

  latestRows(operator: string): Promise<LatestRows> {
    return readLatest(this.#world.topology, operator, this.#world.state);
  }

  /** A history's entries so far: alerts, announcements, sessions that have retired. */
  async history(operator: string): Promise<readonly Json[]> {
    const stored = this.#world.views.chunks().filter((chunk) => chunk.operator === operator);
    return entriesOf(operator, stored, await this.#keyedPages());
  }

  /** The rows of keys without windows: of sessions those that are live. */
  async liveRows(operator: string): Promise<readonly ViewRow["row"][]> {
    return [...liveRowsOf(this.#world.topology, operator, await this.#keyedPages())];
  }

  /** Events too late for some window. */
  get lateEvents(): readonly ExpiredEvent<StreamRecord>[] {
    return [...this.#world.queues.expired.values()];
  }

  get deadLetters(): readonly DeadLetter<StreamRecord>[] {
    return [...this.#world.queues.deadLetters.values()];
  }

  async #keyedPages(): Promise<readonly Page[]> {
    const shards = await this.#world.state.listProgress();
    return (await Promise.all(shards.map(({ shardId }) => this.#world.state.keyedPages(shardId)))).flat();
  }

  #isKnown({ key, index }: Pane): boolean {
    return this.panes.some(
      (pane) =>
        pane.index === index &&
        pane.key.operator === key.operator &&
        pane.key.page === key.page &&
        pane.key.window.startMs === key.window.startMs,
    );
  }
}
