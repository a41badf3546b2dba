/**
 * The visitors of the last events on time. Each has moved the watermark of a shard at least to its time less the
 * out-of-orderness, and events of the same user go to the same shard: behind them it is known what is late.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import type { Visitor } from "./clickstream.ts";

export interface SeenVisitor {
  readonly visitor: Visitor;
  readonly timeMs: number;
}

const SEEN_MAX = 256;

export class SeenVisitors {
  #seen: SeenVisitor[] = [];

  push(seen: SeenVisitor): void {
    this.#seen.push(seen);
    if (this.#seen.length > SEEN_MAX) this.#seen.shift();
  }

  /** For one who asked to be forgotten: nothing more may come of them. */
  drop(userId: string): void {
    this.#seen = this.#seen.filter(({ visitor }) => visitor.shopper.id !== userId);
  }

  /** Any of them, each as likely; undefined when there is none. */
  draw(random: Random): SeenVisitor | undefined {
    return this.#seen[uniformInteger(random, 0, this.#seen.length - 1)];
  }
}
