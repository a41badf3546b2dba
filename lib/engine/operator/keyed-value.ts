/** A value under a key: what one event adds to a total. An event may have several. */
import type { Json } from "../state/json.ts";

export type KeyedValue<Value extends Json = Json> = readonly [key: string, value: Value];
