/** A graph of operators: a running total of each key, what windows count of it, who was ahead, and an echo of all. */
import {
  ALERTS,
  announce,
  boundedOutOfOrderness,
  count,
  downstreamOf,
  hours,
  kinesis,
  keyed,
  minutes,
  type Operator,
  seconds,
  sum,
  type Topology,
  topology,
  tumbling,
  windowed,
} from "../../lib/engine/index.ts";
import { Event } from "./small-topology.ts";

export type Total = { readonly key: string; readonly total: number };

/** The total says nothing of an event with this value. */
export const SILENT_VALUE = 7;

export function graphTopology(added: Readonly<Record<string, Operator<Event>>> = {}): Topology<Event> {
  return topology<Event>({
    name: "graph",
    source: kinesis("graph-events", {
      schema: Event,
      id: (event) => event.id,
      key: (event) => event.key,
      eventTime: (event) => event.time,
      watermark: boundedOutOfOrderness(seconds(5), { idleAfter: seconds(30), maxAhead: minutes(1) }),
    }),
    guarantee: "exactly-once",
    slo: { processingLatency: {} },
    operators: {
      total: keyed<Event, number, Total>({
        key: (event) => event.key,
        initial: 0,
        observe(before, { key, value }) {
          const total = before + value;
          return value === SILENT_VALUE ? { state: total } : { state: total, output: { key, total } };
        },
        row: (key, total) => ({ key, total }),
      }),
      parities: downstreamOf(
        "total",
        windowed({
          window: tumbling(minutes(1)),
          allowedLateness: minutes(1),
          key: ({ total }: Total) => (total % 2 === 0 ? "even" : "odd"),
          aggregate: { events: count(), sum: sum(({ total }: Total) => total) },
          row: (parity, { startMs }, { events, sum }) => ({ parity, start: startMs, events, sum }),
        }),
      ),
      leader: downstreamOf(
        "total",
        keyed<Total, Total, Total>({
          key: () => "all",
          initial: { key: "", total: -1e9 },
          observe: (before, said) =>
            said.total > before.total ? { state: said, output: said } : { state: before },
          row: (_key, leader) => leader,
        }),
      ),
      changes: downstreamOf<Total>(
        "leader",
        announce({
          announce: (said, identity) => ({ id: `change-${identity()}`, partition: "all", row: said }),
          channel: ALERTS,
          chunkEntries: 4,
          bucketMs: hours(1),
          retentionMs: hours(1),
        }),
      ),
      ...added,
    },
  });
}
