/**
 * Virtual time: a queue of what happens when. Nothing waits for a real clock; the next event is simply next.
 *
 * Events of one instant run in the order in which they were scheduled, and what an event's promises set off runs
 * before the next event. With no other source of order in the process, a run is a function of its inputs.
 */
interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

export class VirtualTime {
  nowMs: number;
  readonly #heap: Happening[] = [];
  #scheduled = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  after(delayMs: number, action: () => void): void {
    this.#scheduled += 1;
    this.#push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.#scheduled, action });
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /** Runs everything up to and including `untilMs`, and leaves the clock there. */
  async runUntil(untilMs: number): Promise<void> {
    await settled();
    while (this.#isDue(untilMs)) {
      const { atMs, action } = this.#pop();
      this.nowMs = atMs;
      action();
      await settled();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  #isDue(untilMs: number): boolean {
    const [first] = this.#heap;
    return first !== undefined && first.atMs <= untilMs;
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let at = heap.push(happening) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent] as Happening, happening)) break;
      heap[at] = heap[parent] as Happening;
      at = parent;
    }
    heap[at] = happening;
  }

  #pop(): Happening {
    const heap = this.#heap;
    const first = heap[0] as Happening;
    const last = heap.pop() as Happening;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Happening, heap[child] as Happening))
        child += 1;
      if (isBefore(last, heap[child] as Happening)) break;
      heap[at] = heap[child] as Happening;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Resolves when promises have nothing left to run: a tick that a microtask asks for comes after all microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    queueMicrotask(() => process.nextTick(resolve));
  });
}
