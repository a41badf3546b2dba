/**
 * How many streams of updates may be open. A browser opens at most six connections to one address, so that a seventh tab
 * in sight would wait for ever: when there are more than five streams, each ends after a short turn and its tab asks
 * again, and all tabs are served in turn.
 */
const STREAMS_AT_EASE = 5;
const STREAMS_MAX = 64;

export interface StreamSlot {
  readonly isOver: boolean;
  onEnd(listener: () => void): void;
  release(): void;
}

export class StreamSlots {
  readonly #open = new Set<OpenSlot>();
  readonly #turnMs: number;

  constructor(turnMs: number) {
    this.#turnMs = turnMs;
  }

  /** undefined when too many are open. */
  take(): StreamSlot | undefined {
    if (this.#open.size >= STREAMS_MAX) return undefined;
    const slot = new OpenSlot((released) => this.#open.delete(released));
    this.#open.add(slot);
    if (this.#open.size > STREAMS_AT_EASE) for (const open of this.#open) open.endAfter(this.#turnMs);
    return slot;
  }
}

class OpenSlot implements StreamSlot {
  readonly #onRelease: (slot: OpenSlot) => void;
  #timer: NodeJS.Timeout | undefined;
  #onEnd = () => {};
  isOver = false;

  constructor(onRelease: (slot: OpenSlot) => void) {
    this.#onRelease = onRelease;
  }

  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  endAfter(durationMs: number): void {
    this.#timer ??= setTimeout(() => this.release(), durationMs).unref();
  }

  release(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#onRelease(this);
    this.#onEnd();
  }
}
