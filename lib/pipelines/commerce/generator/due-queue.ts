/**
 * What is due when: a binary heap by time, and in the order of arrival where times are equal, so that a run is the same
 * again from the same seed.
 */
interface Due<Item> {
  readonly item: Item;
  readonly atMs: number;
  readonly turn: number;
}

export class DueQueue<Item> {
  readonly #heap: Due<Item>[] = [];
  #turns = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(item: Item, atMs: number): void {
    this.#heap.push({ item, atMs, turn: (this.#turns += 1) });
    this.#rise(this.#heap.length - 1);
  }

  /** Takes out the first of those that are due by `nowMs`; undefined when none is. */
  popDue(nowMs: number): Item | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > nowMs) return undefined;
    const last = this.#heap.pop() as Due<Item>;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first.item;
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(): void {
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      let next = place;
      if (left < this.#heap.length && this.#isBefore(left, next)) next = left;
      if (right < this.#heap.length && this.#isBefore(right, next)) next = right;
      if (next === place) return;
      this.#swap(place, next);
      place = next;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one] as Due<Item>, this.#heap[other] as Due<Item>];
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.turn < b.turn);
  }

  #swap(one: number, other: number): void {
    const kept = this.#heap[one] as Due<Item>;
    this.#heap[one] = this.#heap[other] as Due<Item>;
    this.#heap[other] = kept;
  }
}
