/** A topology of sessions alone, and what they must come to: one event after the other, by the plainest means. */
import {
  boundedOutOfOrderness,
  count,
  hours,
  kinesis,
  millis,
  minutes,
  type SessionOptions,
  seconds,
  sessions,
  sum,
  type Topology,
  topology,
} from "../../lib/engine/index.ts";
import { Event } from "./small-topology.ts";

export const GAP_MS = 30_000;
const LATENESS_MS = 20_000;
const OUT_OF_ORDERNESS_MS = 5_000;

type Rule = Pick<SessionOptions<Event, never>, "from" | "maxDuration">;

export function sessionTopology(rule: Rule = {}): Topology<Event> {
  return topology<Event>({
    name: "visits",
    source: kinesis("visit-events", {
      schema: Event,
      id: (event) => event.id,
      key: (event) => event.key,
      eventTime: (event) => event.time,
      watermark: boundedOutOfOrderness(millis(OUT_OF_ORDERNESS_MS), {
        idleAfter: seconds(30),
        maxAhead: minutes(1),
      }),
    }),
    guarantee: "exactly-once",
    slo: { processingLatency: {} },
    operators: {
      visits: sessions({
        ...rule,
        gap: millis(GAP_MS),
        allowedLateness: millis(LATENESS_MS),
        key: (event: Event) => event.key,
        aggregate: { events: count(), total: sum((event: Event) => event.value) },
        row: (key, { startMs, endMs }, { events, total }) => ({
          key,
          start: startMs,
          end: endMs,
          events,
          total,
        }),
        history: { partition: () => "all", chunkEntries: 4, bucketMs: hours(1), retentionMs: hours(1) },
      }),
    },
  });
}

export type SessionRow = {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly events: number;
  readonly total: number;
};

/** The sessions of the events in the order of the log, with `from: "last"` and no longest duration. */
export function sessionsOf(all: readonly Omit<Event, "id">[]): { rows: SessionRow[]; expired: number } {
  let watermark = Number.NEGATIVE_INFINITY;
  let expired = 0;
  let open: SessionRow[] = [];
  const rows: SessionRow[] = [];
  for (const { key, time, value } of all) {
    const isOver = (end: number) => watermark >= end + LATENESS_MS;
    rows.push(...open.filter(({ end }) => isOver(end)));
    open = open.filter(({ end }) => !isOver(end));
    if (isOver(time + GAP_MS)) expired += 1;
    else {
      const near = open.filter(
        (session) => session.key === key && time >= session.start - GAP_MS && time <= session.end,
      );
      const merged = near.reduce(
        (one, other) => ({
          key,
          start: Math.min(one.start, other.start),
          end: Math.max(one.end, other.end),
          events: one.events + other.events,
          total: one.total + other.total,
        }),
        { key, start: time, end: time + GAP_MS, events: 1, total: value },
      );
      open = [...open.filter((session) => !near.includes(session)), merged];
    }
    watermark = Math.max(watermark, time - OUT_OF_ORDERNESS_MS);
  }
  return { rows: [...rows, ...open], expired };
}
