/** Clickstreams in files: tables in the REES46 schema, or the pipeline's own events as JSON lines. */
import { CLICKSTREAM_COLUMNS, eventOfRow } from "../../../lib/pipelines/commerce/clickstream-row.ts";
import { type CommerceEvent, eventTimeOf } from "../../../lib/pipelines/commerce/commerce-event.ts";
import { parseIdentifiersWhole } from "../../../lib/pipelines/commerce/whole-identifiers.ts";
import { ISO_TIME, UTC_TIME } from "../../../lib/pipelines/iso-time.ts";
import type { ReplayFormat } from "./replay-format.ts";

/** For what has no user: some shard has to refuse it. */
const NO_USER = "unknown";

export const commerceReplay: ReplayFormat = {
  columns: CLICKSTREAM_COLUMNS,
  eventOf: eventOfRow,
  parse: parseIdentifiersWhole,
  timeOf(event) {
    const { event_time: time } = fieldsOf(event);
    const isTime = typeof time === "string" && (ISO_TIME.test(time) || UTC_TIME.test(time));
    return isTime ? eventTimeOf(event as CommerceEvent) : undefined;
  },
  withTime: (event, timeMs) => ({ ...(event as object), event_time: new Date(timeMs).toISOString() }),
  partitionKeyOf(event) {
    const { user_id: user } = fieldsOf(event);
    const isKey = (typeof user === "string" && user !== "") || typeof user === "number";
    return isKey ? String(user).slice(0, KEY_LENGTH_MAX) : NO_USER;
  },
  typeOf(event) {
    const { event_type: type } = fieldsOf(event);
    return typeof type === "string" ? type.slice(0, TYPE_LENGTH_MAX) : "untold";
  },
};

/** Kinesis takes no longer partition keys. */
const KEY_LENGTH_MAX = 256;
const TYPE_LENGTH_MAX = 30;

function fieldsOf(event: unknown): Readonly<Record<string, unknown>> {
  return typeof event === "object" && event !== null ? (event as Readonly<Record<string, unknown>>) : {};
}
