/**
 * An aggregate is a commutative monoid over the inputs of a key and window:
 *   merge(zero, s) = s,   merge(a, b) = merge(b, a),   merge(a, merge(b, c)) = merge(merge(a, b), c)
 * and adding an input equals merging its singleton. So partials from any shard merge in any order.
 *
 * State is a plain JSON value. `add` may change and return its first argument; whoever shares a state clones
 * it first. In floating point the laws hold up to rounding; within one shard inputs are always added in log
 * order, so that a shard's partial is the same to the last bit however its batches were cut.
 */
import type { Json } from "../state/json.ts";

export interface Aggregate<Event, State extends Json, Result> {
  /** What the event contributes. May throw: the record is then dead-lettered before anything is folded. */
  readonly input: (event: Event) => Json;
  readonly zero: () => State;
  readonly add: (state: State, input: never) => State;
  readonly merge: (one: State, other: State) => State;
  readonly clone: (state: State) => State;
  readonly result: (state: State) => Result;
}

/** The aggregates of a windowed operator by name; each becomes a field of the window's results. */
// `any`, because states differ by field and never leave their aggregate.
export type Aggregates<Event> = Readonly<Record<string, Aggregate<Event, any, unknown>>>;

/** What the window's row function receives: each aggregate's result under its name. */
export type Results<A> = {
  readonly [Name in keyof A]: A[Name] extends { result: (state: never) => infer Result } ? Result : never;
};
