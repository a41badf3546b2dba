/** A checker watches one promise: on every effect as it happens, and on what is left when the run has ended. */
import type { Effect, World } from "../../../lib/testing/world.ts";
import type { Oracle } from "../oracle.ts";

export interface Ended {
  readonly world: World;
  readonly oracle: Oracle;
}

export interface Checker {
  readonly onEffect?: (effect: Effect) => void;
  readonly atEnd?: (ended: Ended) => void | Promise<void>;
}

/** Makes a checker that reports each broken promise in one line. */
export type CheckerFactory = (report: (violation: string) => void) => Checker;

/** How many differences one checker names; more say no more. */
const DIFFERENCES_MAX = 3;

/** Reports what two multisets of texts do not share. */
export function compareAll(
  what: string,
  actual: Iterable<string>,
  expected: Iterable<string>,
  report: (violation: string) => void,
): void {
  const left = new Map<string, number>();
  for (const text of expected) left.set(text, (left.get(text) ?? 0) + 1);
  for (const text of actual) left.set(text, (left.get(text) ?? 0) - 1);
  const differing = [...left].filter(([, count]) => count !== 0);
  for (const [text, count] of differing.slice(0, DIFFERENCES_MAX)) {
    report(`${what}: ${count > 0 ? "missing" : "too many"} ${Math.abs(count)} of ${text}`);
  }
}
