/**
 * What a pipeline answers when it is asked, beside what it does with the events that come: a function of its own that reads the
 * pipeline's state, may put events of its own into the pipeline's stream, and keeps answers for a while.
 */
import { TopologyError } from "./errors.ts";
import type { DurationMs } from "./time/duration.ts";

export interface Service {
  /** Lower-case letters, digits and hyphens: the last words of the function's name. */
  readonly name: string;
  /** What it does, for people: `Recommends products`. */
  readonly description: string;
  /** No answer rests on anything of the one who asks that was read longer ago. */
  readonly answerAgeMaxMs: DurationMs;
  /** From a call's pick-up until its answers are there, ms. */
  readonly slo: { readonly answerLatency: { readonly p95: DurationMs } };
}

const NAME = /^[a-z][a-z0-9-]{0,23}$/;

/** @throws TopologyError naming the part that cannot be. */
export function requireService(topology: string, { name, answerAgeMaxMs }: Service): void {
  if (!NAME.test(name)) {
    throw new TopologyError(
      `Cannot run topology ${topology}: its service is called '${name}', expected lower-case letters, digits, hyphens`,
    );
  }
  if (!(answerAgeMaxMs > 0)) {
    throw new TopologyError(
      `Cannot run topology ${topology}: answerAgeMaxMs of its service ${name}: expected a duration above 0`,
    );
  }
}
