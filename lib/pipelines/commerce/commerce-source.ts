/**
 * The clickstream: its key, its event time and its identities, and how disordered and late it may be. Registered by the
 * topology as its source, and read by the generator, so that both mean the same bounds.
 */
import { boundedOutOfOrderness, kinesis, minutes, type Source, seconds } from "../../engine/index.ts";
import type { Tuning } from "../pipeline.ts";
import type { LatenessBounds } from "../traffic/index.ts";
import { CommerceEvent, eventTimeOf } from "./commerce-event.ts";
import { parseIdentifiersWhole } from "./whole-identifiers.ts";

export const COMMERCE_STREAM = "clickstream";

/** Of the shortest windows, which refuse an event first. */
export const COMMERCE_BOUNDS = {
  outOfOrdernessMs: seconds(5),
  windowSizeMs: minutes(10),
  allowedLatenessMs: minutes(5),
  maxAheadMs: minutes(1),
} as const satisfies LatenessBounds;

/** A number and its decimal text are one user. */
export function userKey({ user_id }: CommerceEvent): string {
  return String(user_id);
}

/** An event without an id of its own is known by its whole text. */
export function commerceSource(tuning: Tuning = {}): Source<CommerceEvent> {
  return kinesis<CommerceEvent>(COMMERCE_STREAM, {
    schema: CommerceEvent,
    parse: parseIdentifiersWhole,
    id: ({ event_id }) => (event_id === undefined ? undefined : String(event_id)),
    key: userKey,
    eventTime: eventTimeOf,
    watermark: boundedOutOfOrderness(tuning.outOfOrdernessMs ?? COMMERCE_BOUNDS.outOfOrdernessMs, {
      idleAfter: seconds(30),
      maxAhead: COMMERCE_BOUNDS.maxAheadMs,
    }),
  });
}
