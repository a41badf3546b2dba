/** Lets an operator see some of the events only: it adds nothing of the others, and refuses none of them as late. */
import type { Contribution, Operator } from "./operator.ts";

const NOTHING: readonly Contribution[] = [];

/** For an operator that reads the source. */
export function only<Event, Own extends Event>(
  isOwn: (event: Event) => event is Own,
  operator: Operator<Own>,
): Operator<Event> {
  return {
    ...operator,
    prepare: (event, context, name) => (isOwn(event) ? operator.prepare(event, context, name) : NOTHING),
  };
}
