/**
 * A late event: the record of an expired event, whole, with the windows that refused it. The event has a class against
 * each operator, by the newest window that the operator would have put it in, and its own is the gravest of those.
 *
 * Its identity is `<shardId>:<sequenceNumber>`, the position at which it was judged: sent, delivered or stored again,
 * it is the same late event.
 */
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import type { Window } from "../window/window.ts";
import { classifyLate, graver, type LateClass } from "./classify-late.ts";

/** One window of an operator that took the event no more. */
export interface RefusedWindow {
  readonly operator: string;
  readonly window: Window;
  /** The operator's, when it refused. */
  readonly allowedLatenessMs: DurationMs;
}

export interface LateEvent {
  readonly shardId: string;
  readonly sequenceNumber: SequenceNumber;
  /** The key by which the source was partitioned. */
  readonly partitionKey: string;
  readonly eventTimeMs: EventTimeMs;
  /** The watermark that the records before it made in its shard. */
  readonly watermarkMs: EventTimeMs;
  /** null where nobody knows. */
  readonly arrivalMs: number | null;
  /** A copy of an event that its shard had seen before: no window is amended with it. */
  readonly isDuplicate: boolean;
  /** At least one; of one operator the newest window first. */
  readonly refused: readonly RefusedWindow[];
  /** Base64 of the record's bytes, or null when they are in the overflow bucket. */
  readonly data: string | null;
  readonly overflow: { readonly bucket: string; readonly key: string } | null;
}

/**
 * Windows that one event is shown with; a few dozen hopping windows are usual, thousands are possible (an hour that hops by
 * the second) and would burst its message. The windows left out follow from the event time and the topology.
 */
export const REFUSED_WINDOWS_MAX = 64;

/**
 * The windows of an event by each operator that refused it: the newest of each operator, 64 in all, and one of each
 * operator at least.
 *
 * @param operators names of windowed operators; others refuse nothing and are left out.
 */
export function refusedWindows(
  topology: AnyTopology,
  operators: readonly string[],
  eventTimeMs: EventTimeMs,
): readonly RefusedWindow[] {
  const windowsMax = Math.max(1, Math.floor(REFUSED_WINDOWS_MAX / Math.max(1, operators.length)));
  return operators.flatMap((operator) => {
    const windowing = topology.operators[operator]?.windowing;
    if (windowing === undefined) return [];
    const { assigner, allowedLatenessMs } = windowing;
    const windows = [...assigner.assign(eventTimeMs)].sort((one, other) => other.endMs - one.endMs);
    return windows.slice(0, windowsMax).map((window) => ({ operator, window, allowedLatenessMs }));
  });
}

/** The class of the event against one operator: by its newest window, which was the last to refuse it. */
export function classAgainst(event: LateEvent, operator: string): LateClass | undefined {
  const newest = event.refused.find((refused) => refused.operator === operator);
  return newest === undefined ? undefined : classOf(event, newest);
}

/** The gravest class over all operators: what it takes to save the event in full. */
export function lateClass(event: LateEvent): LateClass {
  const classes = operatorsOf(event).map((operator) => classAgainst(event, operator) as LateClass);
  const [first, ...others] = classes;
  if (first === undefined) throw new RangeError("Cannot classify a late event: no operator refused it");
  return others.reduce(graver, first);
}

/** The operators that refused the event, each once. */
export function operatorsOf({ refused }: LateEvent): readonly string[] {
  return [...new Set(refused.map(({ operator }) => operator))];
}

/** The event's identity. */
export function lateEventId({ shardId, sequenceNumber }: LateEvent): string {
  return `${shardId}:${sequenceNumber}`;
}

function classOf(
  { eventTimeMs, watermarkMs, arrivalMs }: LateEvent,
  { window, allowedLatenessMs }: RefusedWindow,
): LateClass {
  const windowEndMs = window.endMs;
  return classifyLate({ eventTimeMs, watermarkMs, arrivalMs, windowEndMs, allowedLatenessMs });
}
