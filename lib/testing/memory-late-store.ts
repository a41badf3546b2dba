/** The late store in memory: one write is one synchronous step, so an event and its count are never apart. */
import {
  countedHourMs,
  hoursFrom,
  LATE_RETENTION_MS,
  type LateEvent,
  type LateHour,
  type LateStore,
  lateEventId,
  lateHour,
  operatorsOf,
  type TimeRange,
  tallyOf,
  type Window,
} from "../engine/index.ts";

interface Stored {
  readonly event: LateEvent;
  readonly expiresAtMs: number;
}

export class MemoryLateStore implements LateStore {
  readonly #stored = new Map<string, Stored>();
  readonly #now: () => number;

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  async put(events: readonly LateEvent[]): Promise<readonly LateEvent[]> {
    const expiresAtMs = this.#now() + LATE_RETENTION_MS;
    return events.filter((event) => {
      const id = lateEventId(event);
      if (this.#stored.has(id)) return false;
      this.#stored.set(id, { event, expiresAtMs });
      return true;
    });
  }

  async eventsOf(operator: string, { startMs, endMs }: Window): Promise<readonly LateEvent[]> {
    return this.#unexpired()
      .filter((event) => operatorsOf(event).includes(operator))
      .filter(({ eventTimeMs }) => eventTimeMs >= startMs && eventTimeMs < endMs)
      .sort(byTimeThenPosition);
  }

  async summary({ fromMs, toMs }: TimeRange): Promise<readonly LateHour[]> {
    const byHour = Map.groupBy(this.#unexpired(), countedHourMs);
    return [...hoursFrom(fromMs, toMs)].flatMap((hourMs) => {
      const events = byHour.get(hourMs);
      return events === undefined ? [] : [lateHour(hourMs, [tallyOf(hourMs, events)])];
    });
  }

  #unexpired(): LateEvent[] {
    const nowMs = this.#now();
    return [...this.#stored.values()]
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
      .map(({ event }) => event);
  }
}

function byTimeThenPosition(one: LateEvent, other: LateEvent): number {
  return one.eventTimeMs - other.eventTimeMs || (lateEventId(one) < lateEventId(other) ? -1 : 1);
}
