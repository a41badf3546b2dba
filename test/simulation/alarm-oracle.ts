/** What alarms must come to: behind each record of a shard no timer of its keys is left at or below the watermark. */
import { nextAlarm, ringing } from "./alarms.ts";

/** What an alarm says when it goes off. */
export interface Ring {
  readonly key: string;
  readonly timerMs: number;
  readonly state: number;
}

export class AlarmOracle {
  readonly states = new Map<string, number>();
  readonly #timers = new Map<string, number>();

  observe(key: string, value: number, time: number): void {
    const { state, timerMs } = nextAlarm(this.states.get(key) ?? 0, value, time);
    this.#set(key, state, timerMs === undefined ? this.#timers.get(key) : timerMs);
  }

  /** Lets go off what is due, of the keys that the shard owns. */
  ring(watermarkMs: number, owns: (key: string) => boolean): readonly Ring[] {
    const rings: Ring[] = [];
    for (;;) {
      const due = [...this.#timers].filter(([key, timerMs]) => timerMs <= watermarkMs && owns(key));
      const [first] = due.sort(
        ([oneKey, one], [otherKey, other]) => one - other || (oneKey < otherKey ? -1 : 1),
      );
      if (first === undefined) return rings;
      const [key, timerMs] = first;
      const before = this.states.get(key) as number;
      const next = ringing(before, timerMs);
      this.#set(key, next.state, next.timerMs);
      rings.push({ key, timerMs, state: next.state ?? before });
    }
  }

  #set(key: string, state: number | undefined, timerMs: number | null | undefined): void {
    if (state === undefined) this.states.delete(key);
    else this.states.set(key, state);
    if (state === undefined || timerMs === undefined || timerMs === null) this.#timers.delete(key);
    else this.#timers.set(key, timerMs);
  }
}
