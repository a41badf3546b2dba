/** Virtual time: a sleep moves the clock and takes none; what was planned for a time on the way happens then. */
import type { ProducerClock } from "../../../scripts/producer/producer-clock.ts";

interface Planned {
  readonly atMs: number;
  readonly action: () => void;
}

export class VirtualClock implements ProducerClock {
  readonly sleptMs: number[] = [];
  readonly #planned: Planned[] = [];
  #nowMs: number;

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Has something happen when the clock passes `afterMs` from now. */
  plan(afterMs: number, action: () => void): void {
    this.#planned.push({ atMs: this.#nowMs + afterMs, action });
    this.#planned.sort((one, other) => one.atMs - other.atMs);
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    this.sleptMs.push(durationMs);
    const untilMs = this.#nowMs + durationMs;
    for (let next = this.#planned[0]; next !== undefined && next.atMs <= untilMs; next = this.#planned[0]) {
      this.#planned.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
      if (signal?.aborted) return;
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}
