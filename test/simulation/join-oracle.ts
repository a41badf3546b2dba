/** What the join must say, key by key: every earlier event of the other side that is near and still awaited. */
import { hash53 } from "../../lib/engine/index.ts";
import { JOIN, outcomeCode, pairCode, pairsPage, sideOf } from "./joins.ts";
import type { SimEvent } from "./sim-event.ts";

interface Waiting {
  readonly event: SimEvent;
  /** The watermark at which it leaves. */
  readonly overMs: number;
  pairs: number;
}

/** The first time from this one on at which events leave. */
function nextOf(timeMs: number, phaseMs: number): number {
  return Math.ceil((timeMs - phaseMs) / JOIN.leaveEveryMs) * JOIN.leaveEveryMs + phaseMs;
}

export class JoinOracle {
  #waiting: Waiting[] = [];
  readonly #say: (key: string, code: number) => void;

  constructor(say: (key: string, code: number) => void) {
    this.#say = say;
  }

  /** Lets go what nobody waits for, of the keys that the shard owns. */
  settle(watermarkMs: number, owns: (key: string) => boolean): void {
    const isOver = ({ event, overMs }: Waiting) => overMs <= watermarkMs && owns(event.key);
    const over = this.#waiting.filter(isOver).sort((one, other) => one.overMs - other.overMs);
    this.#waiting = this.#waiting.filter((one) => !isOver(one));
    for (const { event, pairs } of over) {
      if (sideOf(event) === "left") this.#say(event.key, outcomeCode(event.value, pairs));
    }
  }

  add(event: SimEvent): void {
    const side = sideOf(event);
    if (side === "end") this.#waiting = this.#waiting.filter(({ event: { key } }) => key !== event.key);
    if (side === "end") return;
    const overMs =
      side === "left"
        ? nextOf(event.time + JOIN.upperMs + 1, 0)
        : nextOf(event.time - JOIN.lowerMs + 1, hash53(pairsPage(event.key)) % JOIN.leaveEveryMs);
    const own: Waiting = { event, overMs, pairs: 0 };
    for (const other of this.#waiting) {
      if (other.event.key !== event.key || sideOf(other.event) === side) continue;
      const [left, right] = side === "left" ? [own, other] : [other, own];
      const apartMs = right.event.time - left.event.time;
      if (apartMs < JOIN.lowerMs || apartMs > JOIN.upperMs) continue;
      left.pairs += 1;
      this.#say(event.key, pairCode(left.event.value, right.event.value));
    }
    this.#waiting.push(own);
  }
}
