/**
 * Late events and their counts in the view table.
 *
 *   pk                                      sk                                        item
 *   $late#<operator>#<hour of event time>   <event time>#<shardId>#<sequence number>  an event that the operator refused
 *   $late-events#<hour of arrival>          <shardId>#<sequence number>               a tally: what one write counted,
 *                                                                                     by the first event that it stored
 *
 * No view's name begins with `$`, so that no operator's rows are ever among them. Events lie by the hour and their time,
 * not by window: an event of sixty hopping windows is one item and not sixty, and a window of any assigner is a range.
 */
import { sortableTime } from "./state-table.ts";

export const LATE = {
  /** `just_late`, `very_late`, ...: for people who look at the table; readers classify anew. */
  class: "class",
} as const;

/** The view of counts, by hour. */
const LATE_EVENTS_VIEW = "late-events";

const MS_PER_HOUR = 3_600_000;

/** Sorts behind every sort key of its time, and before those of the next. */
const BEHIND_TIME = "$";

/** Every partition of late events begins so, and no other. */
export const LATE_PREFIX = "$late#";

export function latePartition(operator: string, eventTimeMs: number): string {
  return `${LATE_PREFIX}${operator}#${hourOf(eventTimeMs)}`;
}

/** @param sequenceNumber padded to a fixed width, so that positions sort. */
export function lateSort(eventTimeMs: number, shardId: string, sequenceNumber: string): string {
  return `${sortableTime(eventTimeMs)}#${shardId}#${sequenceNumber}`;
}

/** The sort keys between which the events of `[fromMs, lastMs]` lie. */
export function lateSortRange(fromMs: number, lastMs: number): readonly [from: string, to: string] {
  return [sortableTime(fromMs), sortableTime(lastMs) + BEHIND_TIME];
}

export function lateTallyPartition(arrivalMs: number): string {
  return `$${LATE_EVENTS_VIEW}#${hourOf(arrivalMs)}`;
}

export function lateTallySort(shardId: string, sequenceNumber: string): string {
  return `${shardId}#${sequenceNumber}`;
}

/** The start of the hour that a time lies in, before 1970 too. */
function hourOf(timeMs: number): string {
  return new Date(Math.floor(timeMs / MS_PER_HOUR) * MS_PER_HOUR).toISOString();
}
