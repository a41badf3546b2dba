/**
 * The patients of the last records on time. Each has moved the watermark of a shard at least to its time less the
 * out-of-orderness, and records of the same patient go to the same shard: behind them it is known what is late.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import type { Patient } from "./patients.ts";

export interface SeenPatient {
  readonly patient: Patient;
  readonly timeMs: number;
}

const SEEN_MAX = 256;

export class SeenPatients {
  readonly #seen: SeenPatient[] = [];

  push(seen: SeenPatient): void {
    this.#seen.push(seen);
    if (this.#seen.length > SEEN_MAX) this.#seen.shift();
  }

  /** Any of them, each as likely; undefined when there is none. */
  draw(random: Random): SeenPatient | undefined {
    return this.#seen[uniformInteger(random, 0, this.#seen.length - 1)];
  }
}
