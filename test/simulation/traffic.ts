/**
 * The producers: they send a seed's events at their times, with duplicates, disorder and poison as planned, and
 * send repaired dead letters again under the identity of the first.
 */

import { type Replay, unpadded } from "../../lib/engine/index.ts";
import type { Random } from "../../lib/testing/random.ts";
import type { StreamRecord } from "../../lib/testing/simulated-stream.ts";
import type { World } from "../../lib/testing/world.ts";
import type { TrafficFaults } from "./faults.ts";
import { MAX_AHEAD_MS, OUT_OF_ORDERNESS_MS, REFUSED_VALUE } from "./topologies.ts";
import type { SimEvent } from "./sim-event.ts";

const KEYS = ["a", "b", "c", "d", "__proto__", "constructor", "toString", "a/b", "%2F"];
const GAP_MS_MAX = 500;
const PAUSE_MS_MAX = 40_000;
const DUPLICATE_MS_MAX = 20_000;
const VERY_LATE_MS_MAX = 60_000;
const REPLAY_MS_MAX = 5_000;
const RETRY_MS_MAX = 1_500;
const VALUE_MAX = 50;
const HOT_KEY_SHARE = 0.8;
const POISON = ["", "{", "null", "[]", '{"id":1}', '{"__proto__":{"id":"x"}}', "\uFEFF{}", "1e400"];

export class Traffic {
  readonly sent: StreamRecord[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #faults: TrafficFaults;
  readonly #times = new Set<number>();
  readonly #repaired = new Set<string>();
  readonly #hotKey: string | undefined;
  #delayMs = 0;
  #readBack = 0;

  constructor(world: World, random: Random, faults: TrafficFaults) {
    this.#world = world;
    this.#random = random;
    this.#faults = faults;
    this.#hotKey = random.chance(faults.hotKey) ? random.pick(KEYS) : undefined;
  }

  /** Schedules all events and returns how long sending them takes. */
  schedule(events: number): number {
    for (let n = 0; n < events; n++) {
      this.#delayMs += this.#random.between(1, GAP_MS_MAX);
      if (this.#random.chance(this.#faults.pause)) this.#delayMs += this.#random.below(PAUSE_MS_MAX);
      this.#scheduleOne(`e${n}`, this.#delayMs);
    }
    return this.#delayMs + DUPLICATE_MS_MAX;
  }

  /** Repairs and replays what lies among the dead letters and was not replayed yet. */
  replayDeadLetters(): void {
    for (const { record, rejection } of this.#world.queues.deadLetters.values()) {
      const { shardId, sequenceNumber, content } = record;
      if (
        content.kind !== "event" ||
        rejection.reason !== "operator_error" ||
        this.#repaired.has(sequenceNumber)
      )
        continue;
      this.#repaired.add(sequenceNumber);
      if (!this.#random.chance(this.#faults.replay)) continue;
      const origin = content.replay?.origin ?? `${shardId}:${unpadded(sequenceNumber)}`;
      const attempt = (content.replay?.attempt ?? 1) + 1;
      this.#replay(record.partitionKey, repair(content.text), { origin, attempt });
    }
  }

  /** Reads back what delivery gave up and was not replayed yet, and sends it again; false when there was nothing. */
  replayAbandoned(): boolean {
    const { discarded, stream } = this.#world;
    const fresh = discarded.slice(this.#readBack);
    this.#readBack = discarded.length;
    for (const { shardId, first, last } of fresh) {
      for (const { sequenceNumber, partitionKey, content } of stream.shards.get(shardId)?.records ?? []) {
        if (sequenceNumber < first || sequenceNumber > last || content.kind === "heartbeat") continue;
        const origin = `${shardId}:${unpadded(sequenceNumber)}`;
        const text = content.kind === "event" ? content.text : "";
        this.#replay(partitionKey, text, content.replay ?? { origin, attempt: 1 });
      }
    }
    return fresh.length > 0;
  }

  /** Sends a replay once or twice. */
  #replay(partitionKey: string, text: string, replay: Replay): void {
    const put = () => this.sent.push(this.#world.put(partitionKey, { kind: "event", text, replay }));
    for (let copy = 0; copy < this.#random.between(1, 2); copy++) {
      this.#world.time.after(this.#random.below(REPLAY_MS_MAX), put);
    }
  }

  #scheduleOne(id: string, delayMs: number): void {
    const random = this.#random;
    const key = this.#hotKey !== undefined && random.chance(HOT_KEY_SHARE) ? this.#hotKey : random.pick(KEYS);
    const time = this.#timeOf(this.#world.time.nowMs + delayMs);
    const isRefused = random.chance(this.#faults.refused);
    const event: SimEvent = { id, key, time, value: isRefused ? REFUSED_VALUE : random.below(VALUE_MAX) };
    const text = random.chance(this.#faults.poison) ? random.pick(POISON) : JSON.stringify(event);
    const isLethal = random.chance(this.#faults.lethal);
    const put = () => {
      const record = this.#world.put(key, { kind: "event", text, replay: null });
      if (isLethal) this.#world.makeLethal(record);
      this.sent.push(record);
    };
    // One that a partly failed PutRecords has refused goes again, behind later ones.
    const isRefusedFirst = random.chance(this.#faults.putRefused);
    this.#world.time.after(delayMs + (isRefusedFirst ? random.below(RETRY_MS_MAX) : 0), put);
    if (random.chance(this.#faults.duplicate))
      this.#world.time.after(delayMs + random.below(DUPLICATE_MS_MAX), put);
  }

  /** The event time of an event sent at a time; no two events share one, so that the newest is always known. */
  #timeOf(sentMs: number): number {
    const random = this.#random;
    let timeMs = sentMs;
    if (random.chance(this.#faults.disorder)) timeMs -= random.below(OUT_OF_ORDERNESS_MS * 2);
    if (random.chance(this.#faults.veryLate)) timeMs -= random.below(VERY_LATE_MS_MAX);
    if (random.chance(this.#faults.future)) timeMs += MAX_AHEAD_MS * random.between(2, 100_000);
    while (this.#times.has(timeMs)) timeMs -= 1;
    this.#times.add(timeMs);
    return timeMs;
  }
}

function repair(text: string): string {
  const event = JSON.parse(text) as SimEvent;
  return JSON.stringify({ ...event, value: event.value === REFUSED_VALUE ? 1 : event.value });
}
