/** Late events to test with: of a minute's window of `sums`, just late unless said otherwise. */
import { eventTime, type LateEvent, minutes, sequenceNumber } from "../../../lib/engine/index.ts";

export const HOUR_MS = 3_600_000;
/** The start of an hour and of the window in which the events lie. */
export const START_MS = Date.UTC(2026, 0, 1);
export const WINDOW = { startMs: eventTime(START_MS), endMs: eventTime(START_MS + minutes(1)) };

export function lateEvent(position: number, changes: Partial<LateEvent> = {}): LateEvent {
  return {
    shardId: "shardId-000000000000",
    sequenceNumber: sequenceNumber(String(position)),
    partitionKey: "key",
    eventTimeMs: WINDOW.startMs,
    watermarkMs: eventTime(WINDOW.endMs + minutes(1)),
    arrivalMs: WINDOW.endMs + minutes(1),
    isDuplicate: false,
    refused: [{ operator: "sums", window: WINDOW, allowedLatenessMs: minutes(1) }],
    data: "ew==",
    overflow: null,
    ...changes,
  };
}
