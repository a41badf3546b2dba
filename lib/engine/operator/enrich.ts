/**
 * The enrich operator joins events with a table: what another keyed operator of the shard says under a key stands until it says
 * the next, and each event is joined with what stands there at its place in the log.
 *
 * It reads both, in the order in which it names them (`downstreamOf`): the table's operator first, and an event sees what its
 * own record has changed there; last, and it sees what was there before.
 */
import type { Json } from "../state/json.ts";
import type { KeyParts } from "../state/key.ts";
import { keyed } from "./keyed.ts";
import type { Operator } from "./operator.ts";

export interface EnrichOptions<Said, Row extends Json, Value extends Json> {
  /** Of both, the key under which they meet. */
  readonly key: (said: Said) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  readonly pageKeysMax?: number;
  /** The table's row from here on; null where it ends, undefined for what is to be joined. */
  readonly table: (said: Said) => Row | null | undefined;
  /** What is said of an event and the row that stands there, null for none; undefined to say nothing. */
  readonly join: (said: Said, row: Row | null) => Value | undefined;
  /** The view's row of a key from the table's. */
  readonly row: (key: string, row: Row) => { readonly [field: string]: Json };
}

export function enrich<Said, Row extends Json, Value extends Json>(
  options: EnrichOptions<Said, Row, Value>,
): Operator<Said> {
  const { table, join, row, ...shared } = options;
  return keyed<Said, Row | null, Value>({
    ...shared,
    initial: null,
    observe(standing, said) {
      const next = table(said);
      if (next !== undefined) return { state: next ?? undefined };
      const output = join(said, standing);
      return { state: standing ?? undefined, ...(output === undefined ? {} : { output }) };
    },
    row: (key, state) => row(key, state as Row),
  });
}
