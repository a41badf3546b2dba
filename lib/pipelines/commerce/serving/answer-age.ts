/**
 * How long an answer is given out: up to a quarter less than it may, by what was asked. Answers that were computed together, after
 * a deployment or when a campaign begins, would else all be computed anew at the same moment, and again each time that they are old.
 */
import { hash53 } from "../../../engine/index.ts";

const EARLY_SHARE_MAX = 0.25;
const HASHES = 2 ** 53;

/**
 * @param question names what was asked: the same in all containers, so that they agree on what is fresh.
 * @param ageMaxMs how old an answer may be.
 */
export function freshForMs(question: string, ageMaxMs: number): number {
  return ageMaxMs * (1 - (EARLY_SHARE_MAX * hash53(question)) / HASHES);
}
