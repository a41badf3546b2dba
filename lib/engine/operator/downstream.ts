/**
 * Operators may read what another operator says instead of the source: so a topology becomes a graph. What flows
 * between two operators of a shard stays in the shard's batch, in the order of its records.
 */
import type { Json } from "../state/json.ts";
import type { Operator } from "./operator.ts";

/**
 * Lets an operator read the outputs of `upstream`, an operator of the same topology. A windowed one judges lateness
 * by the record's event time and watermark, whatever the upstream operator says of the record.
 */
export function downstreamOf<Value extends Json>(
  upstream: string,
  operator: Operator<Value>,
): Operator<unknown> {
  return { ...(operator as Operator<unknown>), upstream };
}
