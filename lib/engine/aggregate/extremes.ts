/** The smallest or largest of a number per event. State: the number, or null before the first. */
import type { Aggregate } from "./aggregate.ts";
import { finite } from "./finite.ts";

export function min<Event>(value: (event: Event) => number): Aggregate<Event, number | null, number | null> {
  return extreme("min", value, Math.min);
}

export function max<Event>(value: (event: Event) => number): Aggregate<Event, number | null, number | null> {
  return extreme("max", value, Math.max);
}

function extreme<Event>(
  name: string,
  value: (event: Event) => number,
  better: (one: number, other: number) => number,
): Aggregate<Event, number | null, number | null> {
  const merge = (one: number | null, other: number | null) =>
    one === null ? other : other === null ? one : better(one, other);
  return {
    input: (event) => finite(value(event), name),
    zero: () => null,
    add: merge,
    merge,
    clone: (state) => state,
    result: (state) => state,
  };
}
