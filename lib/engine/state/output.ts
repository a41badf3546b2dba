/**
 * An output is what an operator said of one record, for the operators downstream of it. A page keeps the outputs of
 * the records that its shard's progress has not passed: when a worker dies between the page and the pages downstream,
 * the next one finds here what it can no longer compute, since the state has moved on.
 */
import type { EventTimeMs } from "../time/event-time.ts";
import type { Json } from "./json.ts";
import type { SequenceNumber } from "./sequence-number.ts";

export interface Output {
  readonly operator: string;
  readonly sequenceNumber: SequenceNumber;
  readonly eventTimeMs: EventTimeMs;
  /** The watermark under which the record was judged; it is judged downstream under the same. */
  readonly watermarkMs: EventTimeMs;
  /** Identifies the output, as a record's identity does a record. */
  readonly id: string;
  readonly value: Json;
  /** Among all that the operator says at the record's position. */
  readonly place: Place;
  /** True when not the record but a timer is behind it, of this operator or of one that it reads. */
  readonly isOfTimer: boolean;
}

/**
 * Places are compared part by part, a shorter one first: `[0, timerMs, key]` of what timers say in front of the record, `[1, n]`
 * of what is said of the n-th thing that the operator hears there, `[1, n, timerMs, key]` of timers that this one has set
 * and made due at once. So the order is the same however keys are spread over pages.
 */
export type Place = readonly (number | string)[];

/** Of what is said of a record by an operator that hears of it once. */
export const FIRST_PLACE: Place = [1, 0];

/** In log order. */
export function compareOutputs(one: Output, other: Output): number {
  if (one.sequenceNumber !== other.sequenceNumber) return one.sequenceNumber < other.sequenceNumber ? -1 : 1;
  if (one.place === other.place) return 0;
  const shared = Math.min(one.place.length, other.place.length);
  for (let i = 0; i < shared; i++) {
    const part = one.place[i] as number | string;
    const opposite = other.place[i] as number | string;
    if (part !== opposite) return part < opposite ? -1 : 1;
  }
  return one.place.length - other.place.length;
}

/** The outputs as JSON text. */
export function encodeOutputs(outputs: readonly Output[]): string {
  const rows = outputs.map(
    ({ operator, sequenceNumber, eventTimeMs, watermarkMs, id, value, place, isOfTimer }) => {
      const row = [operator, sequenceNumber, eventTimeMs, watermarkMs, id, value];
      return place === FIRST_PLACE && !isOfTimer ? row : [...row, place, isOfTimer];
    },
  );
  return JSON.stringify(rows);
}

export function decodeOutputs(json: Json): readonly Output[] {
  type Row = [string, SequenceNumber, EventTimeMs, EventTimeMs, string, Json, Place?, boolean?];
  return (json as unknown as Row[]).map((row) => {
    const [
      operator,
      sequenceNumber,
      eventTimeMs,
      watermarkMs,
      id,
      value,
      place = FIRST_PLACE,
      isOfTimer = false,
    ] = row;
    return { operator, sequenceNumber, eventTimeMs, watermarkMs, id, value, place, isOfTimer };
  });
}
