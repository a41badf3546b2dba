/**
 * The closer completes and retires windows. It runs on a schedule and when nudged; running it twice at once or
 * crashing it anywhere is harmless.
 *
 *   list shards and progress -> the pipeline's watermark -> raise the floor -> list progress again ->
 *   heartbeats for idle shards -> emit the panes that are due -> delete the pages of retired windows
 *
 * The floor is raised before anything retires: a shard that is born meanwhile either sees it or is seen.
 */
import type { Page } from "../state/page.ts";
import { type Pane, type PaneKey, paneId } from "../state/pane.ts";
import type { StateStore, StreamLog, ViewStore } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import { BEGINNING_OF_TIME, type EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { isRetired, type Window } from "../window/window.ts";
import { emitPane, type WindowPages } from "./emit-pane.ts";
import { dueHeartbeats } from "./heartbeats.ts";
import {
  isLive,
  lookAtShards,
  pipelineWatermark,
  type SeenShard,
  type WaitingShard,
  waitingShards,
} from "./pipeline-watermark.ts";

export interface CloserPorts {
  readonly state: StateStore;
  readonly views: ViewStore;
  readonly stream: StreamLog;
  /** The closer's clock, ms since 1970. */
  readonly now: () => number;
}

export interface CloseReport {
  /** The pipeline's watermark; undefined when no shard is live. */
  readonly watermarkMs: EventTimeMs | undefined;
  readonly panes: readonly Pane[];
  readonly retired: readonly PaneKey[];
  readonly heartbeats: number;
  /** Shards in which records waited when the run began. */
  readonly waiting: readonly WaitingShard[];
}

export async function closeWindows(topology: AnyTopology, ports: CloserPorts): Promise<CloseReport> {
  const floorMs = (await ports.state.readFloor()) ?? BEGINNING_OF_TIME;
  const before = await ports.state.listProgress();
  const shards = await lookAtShards(ports.stream, before);
  const waiting = waitingShards(shards);
  const watermarkMs = pipelineWatermark(shards.filter(isLive), floorMs);
  if (watermarkMs === undefined) {
    const heartbeats = await beatIdleShards(topology, ports, shards, before);
    return { watermarkMs, panes: [], retired: [], heartbeats, waiting };
  }
  if (watermarkMs > floorMs) await ports.state.raiseFloor(watermarkMs);

  // A shard that was born while the floor rose may be below it: it holds its windows open.
  const after = await ports.state.listProgress();
  const known = new Set(before.map(({ shardId }) => shardId));
  const live = new Set(shards.filter(isLive).map(({ shard }) => shard.shardId));
  const folding = after.filter(({ shardId }) => live.has(shardId) || !known.has(shardId));
  const boundMs = Math.min(watermarkMs, ...folding.map((shard) => shard.watermarkMs)) as EventTimeMs;

  const heartbeats = await beatIdleShards(topology, ports, shards, after);
  const { panes, retired } = await closeUpTo(topology, ports, after, boundMs);
  return { watermarkMs, panes, retired, heartbeats, waiting };
}

async function beatIdleShards(
  topology: AnyTopology,
  ports: CloserPorts,
  shards: readonly SeenShard[],
  progresses: readonly ShardProgress[],
): Promise<number> {
  const ends = await Promise.all(progresses.map(({ shardId }) => ports.state.lastWindowEnd(shardId)));
  const retirements = ends.flatMap((end) => (end === undefined ? [] : [end + longestLatenessMs(topology)]));
  const timers = progresses.flatMap((progress) => progress.timers.map(({ timerMs }) => timerMs));
  const needs = [...retirements, ...timers];
  const neededMs = needs.length === 0 ? undefined : Math.max(...needs);
  const due = dueHeartbeats(
    topology.source.watermark,
    shards,
    progresses,
    neededMs as EventTimeMs | undefined,
    ports.now(),
  );
  await Promise.all(due.map(({ shard, watermarkMs }) => ports.stream.putHeartbeat(shard, watermarkMs)));
  return due.length;
}

async function closeUpTo(
  topology: AnyTopology,
  ports: CloserPorts,
  progresses: readonly ShardProgress[],
  boundMs: EventTimeMs,
): Promise<{ readonly panes: readonly Pane[]; readonly retired: readonly PaneKey[] }> {
  const pages = (
    await Promise.all(progresses.map(({ shardId }) => ports.state.windowPages(shardId, boundMs)))
  ).flat();
  const windows = windowsOf(topology, pages);
  const outcomes = await Promise.all(
    windows.map(async (window) => {
      const isFinal = isRetired(window.key.window, window.allowedLatenessMs, boundMs);
      return { key: window.key, ...(await emitPane(topology, ports, window, isFinal)) };
    }),
  );
  const retired = outcomes.filter(({ isRetired }) => isRetired).map(({ key }) => key);
  const gone = new Set(retired.map(paneId));
  const deletable = pages.filter(({ key, sections }) =>
    sections.size === 0
      ? isRetired(key.window as Window, longestLatenessMs(topology), boundMs)
      : [...sections.keys()].every((operator) => gone.has(paneId(paneKeyOf(operator, key)))),
  );
  if (deletable.length > 0) await ports.state.deletePages(deletable);
  return { panes: outcomes.flatMap(({ pane }) => (pane === undefined ? [] : [pane])), retired };
}

function longestLatenessMs(topology: AnyTopology): number {
  return Math.max(
    ...Object.values(topology.operators).map(({ windowing }) => windowing?.allowedLatenessMs ?? 0),
  );
}

/** Groups pages by operator, window and page name, over all shards. */
function windowsOf(topology: AnyTopology, pages: readonly Page[]): WindowPages[] {
  const windows = new Map<string, { key: PaneKey; allowedLatenessMs: number; pages: Page[] }>();
  for (const page of pages) {
    for (const operator of page.sections.keys()) {
      const windowing = topology.operators[operator]?.windowing;
      // An operator of another version, while a deployment rolls: its windows, and so their pages, are left to it.
      if (windowing === undefined) continue;
      const { allowedLatenessMs } = windowing;
      const key = paneKeyOf(operator, page.key);
      const window = windows.get(paneId(key)) ?? { key, allowedLatenessMs, pages: [] };
      window.pages.push(page);
      windows.set(paneId(key), window);
    }
  }
  return [...windows.values()];
}

function paneKeyOf(operator: string, { window, name }: Page["key"]): PaneKey {
  if (window === null) throw new TypeError(`Cannot close page ${name}: it has no window`);
  return { operator, window, page: name };
}
