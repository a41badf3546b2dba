/**
 * Pacing cuts time into slots, one a record: slot k lies at `start + k / rate`, and a record is made when its slot has
 * passed. A run of d seconds has exactly `ceil(d * rate)` slots.
 *
 * A producer that was held up catches up on at most a second of slots; older ones are skipped and counted, since a
 * burst of stale readings would help nobody.
 */
const CATCH_UP_MAX_MS = 1000;

export interface PacerOptions {
  /** Records a second. */
  readonly rate: number;
  readonly startMs: number;
  /** Undefined for a run without end. */
  readonly durationMs?: number | undefined;
}

export class Pacer {
  readonly #rate: number;
  readonly #startMs: number;
  readonly #endMs: number;
  #next = 0;
  skipped = 0;

  constructor({ rate, startMs, durationMs }: PacerOptions) {
    this.#rate = rate;
    this.#startMs = startMs;
    this.#endMs = startMs + (durationMs ?? Number.POSITIVE_INFINITY);
  }

  /** The times of the slots that have passed since the last call, in order, ms since 1970. */
  due(nowMs: number): number[] {
    const end = this.#slotsBefore(Math.min(nowMs, this.#endMs));
    const first = Math.max(this.#next, this.#slotsBefore(nowMs - CATCH_UP_MAX_MS));
    const from = Math.min(first, Math.max(end, this.#next));
    this.skipped += from - this.#next;
    const slots: number[] = [];
    for (let k = from; k < end; k++) slots.push(this.#startMs + (k * 1000) / this.#rate);
    this.#next = Math.max(this.#next, end);
    return slots;
  }

  /** True when the time is over and every slot was given out or skipped. */
  isOver(nowMs: number): boolean {
    return nowMs >= this.#endMs && this.#next >= this.#slotsBefore(this.#endMs);
  }

  /** How long to wait for the next multiple of `intervalMs`, or for the end if that is sooner. */
  waitMs(nowMs: number, intervalMs: number): number {
    const intoMs = (nowMs - this.#startMs) % intervalMs;
    return Math.max(0, Math.min(intervalMs - intoMs, this.#endMs - nowMs));
  }

  /** Slots k with `start + k / rate < timeMs`. */
  #slotsBefore(timeMs: number): number {
    return Math.max(0, Math.ceil(((timeMs - this.#startMs) * this.#rate) / 1000));
  }
}
