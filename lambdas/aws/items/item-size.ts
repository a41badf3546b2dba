/**
 * The size of an item as DynamoDB counts it: UTF-8 bytes of attribute names plus values; a number about one byte
 * for two digits plus one (DynamoDB Developer Guide, "Item sizes and formats"). A write unit is 1 KB of it.
 */
import type { Item } from "./item.ts";

const WRITE_UNIT_BYTES = 1024;

export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name);
    if (value.S !== undefined) bytes += Buffer.byteLength(value.S);
    else if (value.B !== undefined) bytes += value.B.length;
    else if (value.N !== undefined) bytes += Math.ceil(value.N.length / 2) + 1;
    else throw new TypeError(`Cannot size attribute ${name}: it is no string, number or binary`);
  }
  return bytes;
}

export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}
