/**
 * Logs: JSON lines with past-tense event names, counts and positions. Nothing of a record's content, ever: only the
 * events below can be logged, with the fields that they name, and each field admits values of its kind alone
 * (log-fields.ts). The logger itself is not given out.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { type BatchReport, type SequenceNumber, unpadded } from "../../lib/engine/index.ts";
import { admitted, type FieldKind, type FieldValues } from "./log-fields.ts";

const logger = new Logger();

interface LogEvent {
  readonly level: "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, FieldKind>>;
}

const RANGE = { shardId: "shard", count: "count", from: "position", to: "position" } as const;

export const LOG_EVENTS = {
  batch_failed: { level: "error", fields: { shardId: "shard", from: "position", error: "error" } },
  records_dead_lettered: { level: "warn", fields: { ...RANGE, reason: "reason" } },
  events_expired: { level: "warn", fields: RANGE },
  duplicates_dropped: { level: "info", fields: RANGE },
  late_events_stored: {
    level: "info",
    fields: { just_late: "count", very_late: "count", stale: "count", clock_skew: "count" },
  },
  late_events_not_stored: {
    level: "error",
    fields: { error: "error", field: "envelopeField", count: "count" },
  },
  alerts_published: { level: "info", fields: { count: "count", retries: "count" } },
  alerts_not_published: { level: "error", fields: { error: "error" } },
  rows_published: { level: "info", fields: { count: "count", retries: "count" } },
  rows_not_published: { level: "error", fields: { count: "count", error: "error" } },
  metric_lines_read: { level: "info", fields: { count: "count" } },
  metrics_not_put: { level: "error", fields: { error: "error" } },
  call_answered: { level: "info", fields: {} },
  impressions_not_put: { level: "error", fields: { count: "count", error: "error" } },
  answers_not_kept: { level: "warn", fields: { count: "count", error: "error" } },
  answers_not_read: { level: "warn", fields: { error: "error" } },
  row_unpublishable: { level: "error", fields: { position: "position", fault: "rowFault" } },
} as const satisfies Readonly<Record<string, LogEvent>>;

export type LogEventName = keyof typeof LOG_EVENTS;

export type LogFields<Name extends LogEventName> = {
  readonly [
    Field in keyof (typeof LOG_EVENTS)[Name]["fields"]
  ]: FieldValues[(typeof LOG_EVENTS)[Name]["fields"][Field] & FieldKind];
};

/** Takes of `fields` what the event names and its kinds admit. */
export function log<Name extends LogEventName>(name: Name, fields: LogFields<Name>): void {
  const { level, fields: kinds }: LogEvent = LOG_EVENTS[name];
  const given: Readonly<Record<string, unknown>> = fields;
  const entries = Object.entries(kinds).map(([field, kind]) => [field, admitted(kind, given[field])]);
  logger[level](name, Object.fromEntries(entries));
}

interface Positioned {
  readonly sequenceNumber: SequenceNumber;
}

/** No record is dropped in silence: one line a batch and reason. */
export function logDropped(
  { shardId, counts, rejections }: BatchReport,
  records: readonly Positioned[],
): void {
  for (const [reason, group] of Map.groupBy(rejections, ({ reason }) => reason)) {
    log("records_dead_lettered", { shardId, reason, count: group.length, ...rangeOf(group) });
  }
  const expired = counts.expiredLate + counts.replaysExpired;
  if (expired > 0) log("events_expired", { shardId, count: expired, ...rangeOf(records) });
  const duplicates = counts.duplicates + counts.replaysDuplicate;
  if (duplicates > 0) log("duplicates_dropped", { shardId, count: duplicates, ...rangeOf(records) });
}

function rangeOf(group: readonly Positioned[]): {
  readonly from: string | undefined;
  readonly to: string | undefined;
} {
  const [first] = group;
  const last = group.at(-1);
  return {
    from: first === undefined ? undefined : unpadded(first.sequenceNumber),
    to: last === undefined ? undefined : unpadded(last.sequenceNumber),
  };
}
