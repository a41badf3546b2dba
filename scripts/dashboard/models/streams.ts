/**
 * Streams and their time: each shard with its watermark, how far event time lags behind processing time, and what has
 * become of the latest windows.
 */
import type { Pane, Window } from "../../../lib/engine/index.ts";
import type { ProgressSample } from "../server/progress-history.ts";
import { thinned } from "./rates.ts";

export interface ShardRow {
  readonly shardId: string;
  readonly accounted: number;
  /** Event time; null before the first record. */
  readonly watermarkMs: number | null;
  readonly maxEventTimeMs: number | null;
  /** Processing time minus watermark. */
  readonly lagMs: number | null;
  /** Since the last record, by processing time. */
  readonly quietMs: number | null;
}

export type WindowPhase = "open" | "complete" | "retired";

export interface WindowSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly phase: WindowPhase;
  /** Emissions so far; those behind the first are of late events. */
  readonly panes: number;
}

export interface WindowLane {
  readonly operator: string;
  readonly allowedLatenessMs: number;
  /** In order of their ends; the newest so many. */
  readonly windows: readonly WindowSpan[];
  /** Over the whole range. */
  readonly counts: Readonly<Record<WindowPhase | "panes" | "latePanes", number>>;
}

export interface StreamView {
  readonly name: string;
  readonly stream: string;
  readonly watermarkMs: number | null;
  readonly floorMs: number | null;
  readonly shards: readonly ShardRow[];
  /** Lag of each shard by processing time. */
  readonly lag: {
    readonly atMs: readonly number[];
    readonly shards: readonly { readonly shardId: string; readonly lagMs: readonly (number | null)[] }[];
  };
  readonly lanes: readonly WindowLane[];
}

export interface StreamsModel {
  readonly view: "streams";
  readonly fromMs: number;
  readonly toMs: number;
  readonly streams: readonly StreamView[];
}

export interface LaneInput {
  readonly operator: string;
  readonly allowedLatenessMs: number;
  /** Windows that have state. */
  readonly stateful: readonly Window[];
  readonly panes: readonly Pane[];
}

export interface StreamInput {
  readonly name: string;
  readonly stream: string;
  readonly samples: readonly ProgressSample[];
  readonly floorMs: number | null;
  readonly lanes: readonly LaneInput[];
}

const WINDOWS_MAX = 24;

export function streamView(input: StreamInput, fromMs: number, toMs: number): StreamView {
  const { name, stream, samples, floorMs } = input;
  const last = samples.at(-1);
  const watermarks = (last?.shards ?? []).map(({ watermarkMs }) => watermarkMs).filter(isKnown);
  const watermarkMs = watermarks.length === 0 ? null : Math.min(...watermarks);
  return {
    name,
    stream,
    watermarkMs,
    floorMs,
    shards: last === undefined ? [] : shardRows(last),
    lag: lagOfShards(thinned(samples, fromMs, toMs)),
    lanes: input.lanes.map((lane) => windowLane(lane, Math.max(watermarkMs ?? 0, floorMs ?? 0))),
  };
}

function shardRows({ atMs, shards }: ProgressSample): readonly ShardRow[] {
  return shards.map(({ shardId, watermarkMs, maxEventTimeMs, accounted, activeAtMs }) => ({
    shardId,
    accounted,
    watermarkMs: isKnown(watermarkMs) ? watermarkMs : null,
    maxEventTimeMs: isKnown(maxEventTimeMs) ? maxEventTimeMs : null,
    lagMs: isKnown(watermarkMs) ? Math.max(0, atMs - watermarkMs) : null,
    quietMs: activeAtMs > 0 ? Math.max(0, atMs - activeAtMs) : null,
  }));
}

function lagOfShards(samples: readonly ProgressSample[]): StreamView["lag"] {
  const shardIds = [...new Set(samples.flatMap(({ shards }) => shards.map(({ shardId }) => shardId)))];
  return {
    atMs: samples.map(({ atMs }) => atMs),
    shards: shardIds.map((shardId) => ({
      shardId,
      lagMs: samples.map(({ atMs, shards }) => {
        const watermarkMs = shards.find((shard) => shard.shardId === shardId)?.watermarkMs ?? 0;
        return isKnown(watermarkMs) ? Math.max(0, atMs - watermarkMs) : null;
      }),
    })),
  };
}

/** A window is open until its end, complete until it is final, and then retired. */
export function windowLane(
  { operator, allowedLatenessMs, stateful, panes }: LaneInput,
  watermarkMs: number,
): WindowLane {
  const spans = new Map<string, WindowSpan>();
  for (const { startMs, endMs } of stateful) {
    const phase = endMs > watermarkMs ? "open" : "complete";
    spans.set(`${startMs} ${endMs}`, { startMs, endMs, phase, panes: 0 });
  }
  for (const { key, index, final } of panes) {
    const { startMs, endMs } = key.window;
    const known = spans.get(`${startMs} ${endMs}`);
    const phase = final ? "retired" : (known?.phase ?? "complete");
    spans.set(`${startMs} ${endMs}`, { startMs, endMs, phase, panes: (known?.panes ?? 0) + index + 1 });
  }
  const windows = [...spans.values()].sort(
    (one, other) => one.endMs - other.endMs || one.startMs - other.startMs,
  );
  const count = (phase: WindowPhase) => windows.filter((window) => window.phase === phase).length;
  return {
    operator,
    allowedLatenessMs,
    windows: windows.slice(-WINDOWS_MAX),
    counts: {
      open: count("open"),
      complete: count("complete"),
      retired: count("retired"),
      panes: panes.reduce((sum, { index }) => sum + index + 1, 0),
      latePanes: panes.reduce((sum, { index }) => sum + index, 0),
    },
  };
}

/** The beginning of time stands for none. */
function isKnown(timeMs: number): boolean {
  return timeMs > 0;
}
