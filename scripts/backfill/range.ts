/**
 * Which windows a backfill recomputes, and from where it must read to have them whole.
 *
 * Compared and promoted are the windows `[start, end)` with from <= start and end + allowedLateness <= to, in event
 * time: they begin in the range, and take no more events at its end. `to` is never above the pipeline's floor, up to
 * which the live windows are retired.
 *
 * Read is what arrived from
 *
 *   from - outOfOrderness - allowedLateness - maxAhead - 5 s
 *
 * on. An event of a compared window has a time of `from` or later, and so has whatever makes another one late for it;
 * none of them can have arrived before `from - maxAhead - 5 s`, since the source refuses events further in front of their
 * arrival (5 s is what two clocks may differ by). The rest of the margin lets the shards' watermarks settle. Where all
 * events are compared with the ledger, reading begins earlier by as long as an identity is remembered: a copy may bear
 * a later time than its first.
 */
import { type AnyTopology, CLOCK_TOLERANCE_MS, type Window } from "../../lib/engine/index.ts";

/** Event times, ms since 1970; half-open. */
export interface BackfillRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Windowed operators that read the source: what others read depends on state from before the range. */
export function recomputableOperators(topology: AnyTopology): readonly string[] {
  return Object.keys(topology.operators).filter((name) => isRecomputable(topology, name));
}

/** How long before the first window's start reading begins, ms. */
export function warmUpMs(topology: AnyTopology): number {
  const { outOfOrdernessMs, maxAheadMs } = topology.source.watermark;
  const lateness = recomputableOperators(topology).map((name) => allowedLatenessMs(topology, name));
  const rememberedMs = topology.dedupe === "id" ? topology.identityHorizonMs : 0;
  return outOfOrdernessMs + Math.max(0, ...lateness) + maxAheadMs + CLOCK_TOLERANCE_MS + rememberedMs;
}

export function isCompared(
  topology: AnyTopology,
  { fromMs, toMs }: BackfillRange,
  operator: string,
  window: Window,
): boolean {
  if (!isRecomputable(topology, operator)) return false;
  return window.startMs >= fromMs && window.endMs + allowedLatenessMs(topology, operator) <= toMs;
}

function isRecomputable({ operators }: AnyTopology, name: string): boolean {
  return operators[name]?.kind === "windowed" && operators[name].upstreams === undefined;
}

export function allowedLatenessMs(topology: AnyTopology, operator: string): number {
  return topology.operators[operator]?.windowing?.allowedLatenessMs ?? 0;
}
