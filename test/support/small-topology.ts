/** A topology small enough to reason about: one windowed sum, one latest, one detector with and without state. */
import { z } from "zod";
import {
  boundedOutOfOrderness,
  count,
  type Dedupe,
  detect,
  type Guarantee,
  hours,
  kinesis,
  latest,
  millis,
  minutes,
  PAGE_KEYS_MAX,
  seconds,
  sum,
  type Topology,
  topology,
  tumbling,
  windowed,
} from "../../lib/engine/index.ts";

export const Event = z.object({
  id: z.string(),
  key: z.string(),
  time: z.number(),
  value: z.number(),
});
export type Event = z.infer<typeof Event>;

export interface SmallOptions {
  readonly guarantee?: Guarantee;
  readonly dedupe?: Dedupe;
  readonly allowedLatenessMs?: number;
  readonly outOfOrdernessMs?: number;
  /** Keys that a page of each operator takes. */
  readonly pageKeysMax?: number;
}

export function smallTopology(options: SmallOptions = {}): Topology<Event> {
  const { pageKeysMax = PAGE_KEYS_MAX } = options;
  return topology<Event>({
    name: "small",
    source: kinesis("small-events", {
      schema: Event,
      id: (event) => event.id,
      key: (event) => event.key,
      eventTime: (event) => event.time,
      watermark: boundedOutOfOrderness(options.outOfOrdernessMs ?? seconds(5), {
        idleAfter: seconds(30),
        maxAhead: minutes(1),
      }),
    }),
    guarantee: options.guarantee ?? "exactly-once",
    dedupe: options.dedupe ?? "replays",
    slo: { processingLatency: { p99: millis(30) } },
    operators: {
      sums: windowed({
        window: tumbling(minutes(1)),
        allowedLateness: options.allowedLatenessMs ?? minutes(1),
        key: (event: Event) => event.key,
        pageKeysMax,
        aggregate: { events: count(), total: sum((event: Event) => event.value) },
        row: (key, { startMs }, { events, total }) => ({ key, start: startMs, events, total }),
      }),
      last: latest({
        key: (event: Event) => event.key,
        pageKeysMax: pageKeysMax + 1,
        stored: (event) => event.value,
        row: (key, time, value) => ({ key, value, time }),
        history: {
          partition: () => "all",
          entry: (event) => [event.key, event.time, event.value],
          chunkEntries: 4,
          bucketMs: hours(1),
          retentionMs: hours(1),
        },
      }),
      alerts: detect({
        key: (event: Event) => event.key,
        pageKeysMax,
        judge: ({ id, value }) =>
          value < 0 ? [{ id: `negative-${id}`, partition: "negative", row: { id, value } }] : [],
        adaptive: {
          appliesTo: ({ value }) => value >= 100,
          initial: 0,
          observe(largest: number, { id, value }) {
            if (value === 666) throw new Error(`secret value ${value} of ${id}`);
            const alerts =
              value > largest && largest > 0
                ? [{ id: `record-${id}`, partition: "record", row: { id, value } }]
                : [];
            return { state: Math.max(largest, value), alerts };
          },
        },
        chunkEntries: 4,
        bucketMs: hours(1),
        retentionMs: hours(1),
      }),
    },
  });
}
