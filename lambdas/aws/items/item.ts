/** An item of a table as the low-level client takes and gives it. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;

/** A string attribute that must be there: the pair of the assertion made on write. */
export function textOf(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined)
    throw new TypeError(`Cannot read an item: attribute ${name} is missing or no string`);
  return text;
}

/** A whole number attribute that must be there. */
export function wholeOf(item: Item, name: string): number {
  const value = Number(item[name]?.N ?? Number.NaN);
  if (!Number.isSafeInteger(value)) {
    throw new TypeError(`Cannot read an item: attribute ${name} is missing or no whole number`);
  }
  return value;
}
