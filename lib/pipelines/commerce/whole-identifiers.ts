/**
 * Identifiers may be whole numbers of any length, of which JavaScript's numbers hold 53 bits: two users of 64 bits would become
 * one. Those that do not fit are read as their decimal text, which is the same identifier.
 */

const IDENTIFIERS: ReadonlySet<string> = new Set([
  "event_id",
  "user_id",
  "product_id",
  "category_id",
  "user_session",
]);
const PRODUCTS = "product_ids";

/** The JSON in an event's text; throws where it is none. */
export function parseIdentifiersWhole(text: string): unknown {
  const event: unknown = JSON.parse(text);
  // Nearly all events are done here: telling numbers that are whole from the others costs as much as parsing again.
  return hasLongNumber(event) ? JSON.parse(text, keepDigits) : event;
}

function hasLongNumber(event: unknown): boolean {
  if (typeof event !== "object" || event === null) return false;
  const fields = event as Readonly<Record<string, unknown>>;
  for (const name of IDENTIFIERS) if (isLong(fields[name])) return true;
  const products = fields[PRODUCTS];
  return Array.isArray(products) && products.some(isLong);
}

function isLong(value: unknown): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}

/** Of an array's elements the keys are their places. */
function keepDigits(key: string, value: unknown, written?: { readonly source?: string }): unknown {
  const digits = written?.source;
  if (digits === undefined || !isLong(value) || !WHOLE_NUMBER.test(digits)) return value;
  return IDENTIFIERS.has(key) || PLACE.test(key) ? digits : value;
}

const WHOLE_NUMBER = /^-?\d+$/;
const PLACE = /^\d+$/;
