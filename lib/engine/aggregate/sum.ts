/** The sum of a number per event. State: the sum, a double; partials add up to rounding, and to the largest double at the most. */
import type { Aggregate } from "./aggregate.ts";
import { finite, saturated } from "./finite.ts";

export function sum<Event>(value: (event: Event) => number): Aggregate<Event, number, number> {
  return {
    input: (event) => finite(value(event), "sum"),
    zero: () => 0,
    add: (state: number, input: number) => saturated(state + input),
    merge: (one, other) => saturated(one + other),
    clone: (state) => state,
    result: (state) => state,
  };
}
