/**
 * The timers of a page's keys while it is folded, the earliest first: a binary heap. A timer that was replaced or cancelled
 * stays in it until its time; who takes it looks whether its key still has it.
 */
import type { EventTimeMs } from "../time/event-time.ts";

export interface KeyTimer {
  readonly key: string;
  readonly timerMs: EventTimeMs;
}

export class TimerQueue {
  readonly #heap: KeyTimer[];

  constructor(heap: KeyTimer[] = []) {
    this.#heap = heap;
  }

  copy(): TimerQueue {
    return new TimerQueue(this.#heap.slice());
  }

  add(timer: KeyTimer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    for (
      let above = (at - 1) >> 1;
      at > 0 && isBefore(timer, heap[above] as KeyTimer);
      above = (at - 1) >> 1
    ) {
      heap[at] = heap[above] as KeyTimer;
      at = above;
    }
    heap[at] = timer;
  }

  /** With those that were replaced or cancelled and whose time has not come. */
  get size(): number {
    return this.#heap.length;
  }

  /** The earliest timer, of equal ones that of the first key; undefined for none. */
  get first(): KeyTimer | undefined {
    return this.#heap[0];
  }

  /** The earliest timer at or below the watermark, of equal ones that of the first key; undefined when none is due. */
  takeDue(watermarkMs: EventTimeMs): KeyTimer | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.timerMs > watermarkMs) return undefined;
    const last = this.#heap.pop() as KeyTimer;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a timer in the first one's place, and down to its own. */
  #sink(timer: KeyTimer): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as KeyTimer, heap[below] as KeyTimer))
        below += 1;
      if (!isBefore(heap[below] as KeyTimer, timer)) break;
      heap[at] = heap[below] as KeyTimer;
      at = below;
    }
    heap[at] = timer;
  }
}

/** In the order of time, then of keys by their UTF-16 code units, which is the same on every machine. */
export function isBefore(one: KeyTimer, other: KeyTimer): boolean {
  if (one.timerMs !== other.timerMs) return one.timerMs < other.timerMs;
  return one.key < other.key;
}
