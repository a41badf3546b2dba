/**
 * The topology that is simulated: two windowed sums that share pages but not their lateness, a latest view with a
 * history, and a detector whose state depends on the order of its key's events. All values are integers, so that
 * sums are exact in any order.
 */
import {
  ALERTS,
  announce,
  boundedOutOfOrderness,
  count,
  type Dedupe,
  detect,
  downstreamOf,
  hash53,
  keyed,
  kinesis,
  latest,
  millis,
  minutes,
  seconds,
  sessions,
  sum,
  type Topology,
  topology,
  tumbling,
  windowed,
} from "../../lib/engine/index.ts";
import { nextAlarm, ringing } from "./alarms.ts";
import { pairedEvents } from "./joins.ts";
import { schema, type SimEvent } from "./sim-event.ts";
import { totalOperators } from "./totals.ts";

/** An event with this value is one that the detector cannot take. */
export const REFUSED_VALUE = 666;
/** Of the tally an event with such a value ends its key's state. */
export function isEnding(value: number): boolean {
  return value % ENDING_EVERY === 0;
}

const ENDING_EVERY = 16;
export const WINDOW_MS = 10_000;
export const LATENESS_MS = {
  sums: 10_000,
  counts: 20_000,
  digits: 15_000,
  visits: 12_000,
  ripples: 20_000,
} as const;
export const SESSION = { gapMs: 3_000, maxDurationMs: 25_000 } as const;
export const ADDED_OPERATOR = "added";
const ADDED_LIKE = "counts";
export const OUT_OF_ORDERNESS_MS = 2_000;
const IDLE_AFTER_MS = 5_000;
export const MAX_AHEAD_MS = 10_000;

const CHAIN_FACTOR = 31;
const CHAIN_MODULUS = 1_000_000_007;
const ALERT_EVERY = 3;

/** The detector's next state: it depends on every event of the key and on their order. */
export function nextChain(state: number, value: number): number {
  return (state * CHAIN_FACTOR + value) % CHAIN_MODULUS;
}

export function isAlarming(chain: number): boolean {
  return chain % ALERT_EVERY === 0;
}

/** What the tally says of most events, for those downstream. */
type Said = { readonly key: string; readonly digit: number; readonly state: number };

const SAID_OF = 4;
const DIGITS = 7;
/** Fewer than any page takes: what timers say could not be refused by record. */
export const FEW_DIGITS = 3;
const TALLY_PAGES = 2;

export function isSaid(chain: number): boolean {
  return chain % SAID_OF !== 0;
}

export function digitOf(chain: number): number {
  return chain % DIGITS;
}

const journal = { chunkEntries: 8, bucketMs: minutes(1), retentionMs: minutes(60) };

/** @param pageKeysMax how many keys a page takes. */
export function simulatedTopology(dedupe: Dedupe, pageKeysMax: number): Topology<SimEvent> {
  const before = previousTopology(dedupe, pageKeysMax);
  // Of no version before this one: what it misses while a deployment rolls is not promised.
  const added = windowedSum(LATENESS_MS[ADDED_LIKE], pageKeysMax);
  return topology<SimEvent>({ ...before, operators: { ...before.operators, [ADDED_OPERATOR]: added } });
}

/** The version before. */
export function previousTopology(dedupe: Dedupe, pageKeysMax: number): Topology<SimEvent> {
  return topology<SimEvent>({
    name: "simulated",
    source: kinesis<SimEvent>("simulated-events", {
      schema,
      id: (event) => event.id,
      key: (event) => event.key,
      eventTime: (event) => event.time,
      watermark: boundedOutOfOrderness(millis(OUT_OF_ORDERNESS_MS), {
        idleAfter: millis(IDLE_AFTER_MS),
        maxAhead: millis(MAX_AHEAD_MS),
      }),
    }),
    guarantee: "exactly-once",
    dedupe,
    slo: { processingLatency: { p99: seconds(1) } },
    operators: {
      sums: windowedSum(LATENESS_MS.sums, pageKeysMax),
      counts: windowedSum(LATENESS_MS.counts, pageKeysMax),
      last: latest({
        key: (event: SimEvent) => event.key,
        pageKeysMax: pageKeysMax + 1,
        stored: ({ id, value }) => [id, value],
        row: (key, time, [id, value]) => ({ key, time, id: id as string, value: value as number }),
        history: { partition: () => "all", entry: ({ id }) => id, ...journal },
      }),
      chain: detect<SimEvent, number>({
        key: (event) => event.key,
        pageKeysMax: pageKeysMax + 2,
        adaptive: {
          appliesTo: () => true,
          initial: 0,
          observe(before, { id, value }) {
            if (value === REFUSED_VALUE) throw new Error("a value that the detector cannot take");
            const state = nextChain(before, value);
            const alert = { id: `alert-${id}`, partition: "chain", row: { id, state } };
            return { state, alerts: isAlarming(state) ? [alert] : [] };
          },
        },
        ...journal,
      }),
      tally: keyed<SimEvent, number, Said>({
        key: (event) => event.key,
        page: (key) => `tally-${hash53(key) % TALLY_PAGES}`,
        pageKeysMax,
        initial: 0,
        observe(before, { key, value }) {
          const state = nextChain(before, value);
          const said = isSaid(state) ? { output: { key, digit: digitOf(state), state } } : {};
          return { state: isEnding(value) ? undefined : state, ...said };
        },
        row: (key, state) => ({ key, state }),
      }),
      digits: downstreamOf("tally", windowedStates(LATENESS_MS.digits, DIGITS, pageKeysMax)),
      ...totalOperators(pageKeysMax),
      spread: downstreamOf("tally", chained("spread")),
      mixed: downstreamOf(["spread", "tally"], chained("mixed")),
      alarms: timedAlarms(pageKeysMax),
      ripples: downstreamOf("alarms", windowedStates(LATENESS_MS.ripples, FEW_DIGITS, pageKeysMax)),
      heard: downstreamOf(["alarms", "spread"], chained("heard")),
      pairs: pairedEvents(pageKeysMax),
      matches: downstreamOf("pairs", chained("matches")),
      visits: sessions({
        gap: millis(SESSION.gapMs),
        maxDuration: millis(SESSION.maxDurationMs),
        allowedLateness: millis(LATENESS_MS.visits),
        key: (event: SimEvent) => event.key,
        page: (key) => `visits-${hash53(key) % TALLY_PAGES}`,
        aggregate: { events: count(), total: sum((event: SimEvent) => event.value) },
        row: (key, { startMs }, { events, total }) => ({ key, start: startMs, events, total }),
        history: { partition: () => "visits", ...journal },
      }),
      echo: downstreamOf<Said>(
        "tally",
        announce({
          announce: ({ state }, identity) => ({
            id: identity(),
            partition: "echo",
            row: { id: identity(), state },
          }),
          channel: ALERTS,
          ...journal,
        }),
      ),
    },
  });
}

/** Each key's alarm is set, moved, cancelled and set by itself; a state ends in some. */
function timedAlarms(pageKeysMax: number) {
  return keyed<SimEvent, number, Said>({
    key: ({ key }) => key,
    page: (key) => `alarms-${hash53(key) % TALLY_PAGES}`,
    pageKeysMax,
    initial: 0,
    observe: (before, { value, time }) => nextAlarm(before, value, time),
    timer: {
      partitionKey: (key) => key,
      onTimer(before, timerMs, key) {
        const { state, timerMs: next } = ringing(before, timerMs);
        const said = { key, digit: digitOf(state ?? before), state: state ?? before };
        return { state, ...(next === undefined ? {} : { timerMs: next }), output: said };
      },
    },
    row: (key, state) => ({ key, state }),
  });
}

/** They hear of keys that have ended upstream, where others came for them: theirs are as many as come. */
export const UNLIMITED_OPERATORS: ReadonlySet<string> = new Set(["spread", "mixed", "heard", "matches"]);

/** Each key's chain of all that is said of it, which it says in its turn of most. */
function chained(name: string) {
  return keyed<Said, number, Said>({
    key: ({ key }) => key,
    page: (key) => `${name}-${hash53(key) % TALLY_PAGES}`,
    initial: 0,
    observe(before, { key, state: said }) {
      const state = nextChain(before, said);
      return isSaid(state) ? { state, output: { key, digit: digitOf(state), state } } : { state };
    },
    row: (key, state) => ({ key, state }),
  });
}

function windowedStates(allowedLatenessMs: number, digits: number, pageKeysMax: number) {
  return windowed({
    window: tumbling(millis(WINDOW_MS)),
    allowedLateness: millis(allowedLatenessMs),
    key: ({ digit }: Said) => `${digit % digits}`,
    pageKeysMax,
    aggregate: { events: count(), total: sum(({ state }: Said) => state) },
    row: (key, { startMs }, { events, total }) => ({ key, start: startMs, events, total }),
  });
}

function windowedSum(allowedLatenessMs: number, pageKeysMax: number) {
  return windowed({
    window: tumbling(millis(WINDOW_MS)),
    allowedLateness: millis(allowedLatenessMs),
    key: (event: SimEvent) => event.key,
    page: () => "shared",
    pageKeysMax,
    aggregate: { events: count(), total: sum((event: SimEvent) => event.value) },
    row: (key, { startMs }, { events, total }) => ({ key, start: startMs, events, total }),
  });
}
