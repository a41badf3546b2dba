/** How many events. State: a whole number. */
import type { Aggregate } from "./aggregate.ts";

export function count<Event>(): Aggregate<Event, number, number> {
  return {
    input: () => 1,
    zero: () => 0,
    add: (state: number) => state + 1,
    merge: (one, other) => one + other,
    clone: (state) => state,
    result: (state) => state,
  };
}
