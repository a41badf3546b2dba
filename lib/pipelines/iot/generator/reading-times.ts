/**
 * Gives each reading of a sensor a time of its own, so that no two readings are equal byte for byte: one identity, one
 * event, and what is expected of duplicates is exact.
 *
 * Readings in their turn have even milliseconds, stragglers odd ones. A straggler whose time is taken moves on by
 * 2 ms. It never has to pass its own turn: that place is free, since the sensor's earlier ones stopped before it.
 */
const STEP_MS = 2;

export class ReadingTimes {
  readonly #horizonMs: number;
  readonly #lastTurnMs = new Map<number, number>();
  #recent = new Set<string>();
  #older = new Set<string>();
  #forgetAtMs = Number.NEGATIVE_INFINITY;

  /** @param horizonMs how far behind the present a claimed time can lie. */
  constructor(horizonMs: number) {
    this.#horizonMs = horizonMs;
  }

  /** The time of a sensor's turn at `nowMs`: even, and later than its turn before. */
  takeTurn(sensorNumber: number, nowMs: number): number {
    const earliestMs = (this.#lastTurnMs.get(sensorNumber) ?? Number.NEGATIVE_INFINITY) + STEP_MS;
    const timeMs = Math.max(evenAtMost(nowMs), earliestMs);
    this.#lastTurnMs.set(sensorNumber, timeMs);
    return timeMs;
  }

  /** The time of a sensor's last turn; undefined before the first. */
  lastTurnMs(sensorNumber: number): number | undefined {
    return this.#lastTurnMs.get(sensorNumber);
  }

  /** The first free time from `timeMs` on in steps of 2 ms, which is then taken. */
  claim(sensorNumber: number, timeMs: number, nowMs: number): number {
    this.#forget(nowMs);
    let freeMs = timeMs;
    while (this.#isTaken(sensorNumber, freeMs)) freeMs += STEP_MS;
    this.#recent.add(`${sensorNumber}@${freeMs}`);
    return freeMs;
  }

  #isTaken(sensorNumber: number, timeMs: number): boolean {
    const name = `${sensorNumber}@${timeMs}`;
    return this.#recent.has(name) || this.#older.has(name);
  }

  /** Two generations, each a horizon long: whatever could come again is in one of them. */
  #forget(nowMs: number): void {
    if (nowMs < this.#forgetAtMs) return;
    this.#older = this.#recent;
    this.#recent = new Set();
    this.#forgetAtMs = nowMs + this.#horizonMs;
  }
}

/** The last even millisecond that is not after `timeMs`. */
export function evenAtMost(timeMs: number): number {
  return Math.floor(timeMs / STEP_MS) * STEP_MS;
}

/** The first even millisecond that is not before `timeMs`. */
export function evenAtLeast(timeMs: number): number {
  return Math.ceil(timeMs / STEP_MS) * STEP_MS;
}

/** The first odd millisecond that is not before `timeMs`. */
export function oddAtLeast(timeMs: number): number {
  return evenAtLeast(timeMs - 1) + 1;
}
