/**
 * Operators may read what other operators say instead of the source: so a topology becomes a graph. What flows between
 * operators of a shard stays in the shard's batch, in the order of its records; what several said of one record comes in
 * the order in which the reader names them.
 */
import type { Json } from "../state/json.ts";
import type { Operator } from "./operator.ts";

/**
 * Lets an operator read the outputs of one or several operators of the same topology. A windowed one judges lateness
 * by the record's event time and watermark, whatever the upstream operators say of the record.
 *
 * @param upstreams the operators that are read. Of several the identity of an output is `operator:id`: each may speak of
 *   the same record.
 */
export function downstreamOf<Value extends Json>(
  upstreams: string | readonly [string, ...string[]],
  operator: Operator<Value>,
): Operator<unknown> {
  return {
    ...(operator as Operator<unknown>),
    upstreams: typeof upstreams === "string" ? [upstreams] : upstreams,
  };
}
