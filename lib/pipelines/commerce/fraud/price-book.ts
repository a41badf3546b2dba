/**
 * The price histories of many items or categories in one bounded plain value.
 *
 * Names are spread over `slots` by their hash; a slot keeps SLOT_NAMES of them. A new name in a full slot takes the place of
 * the one with the fewest prices, the older of equals: what is seen often stays. Learning copies one slot and the list of
 * slots, so it costs the same however many names are kept.
 */
import { totalOf } from "../../../engine/aggregate/bins.ts";
import { hash53 } from "../../../engine/state/fingerprint.ts";
import type { Identifier } from "./fraud-event.ts";
import { learnPrice, NO_PRICES, type PriceHistory, type PriceLevel, priceLevelOf } from "./price-history.ts";

/** `[hash of the name, its prices]`, oldest first. */
type Named = readonly [name: number, prices: PriceHistory];
export type PriceBook = readonly (readonly Named[])[];

/** Names in a slot: with so many, a name is seldom pushed out while there is room elsewhere. */
export const SLOT_NAMES = 16;

/** A book that keeps at most `slots * SLOT_NAMES` names. */
export function emptyPriceBook(slots: number): PriceBook {
  if (!Number.isInteger(slots) || slots < 1) {
    throw new RangeError(`Cannot make a price book of ${slots} slots: expected a whole number of at least 1`);
  }
  return new Array<readonly Named[]>(slots).fill([]);
}

export function learnInBook(book: PriceBook, name: Identifier, price: number, countMax: number): PriceBook {
  if (!(price > 0)) return book;
  const hash = hash53(String(name));
  const index = hash % book.length;
  const slot = book[index] as readonly Named[];
  const known = placeOf(slot, hash);
  const prices = learnPrice(slot[known]?.[1] ?? NO_PRICES, price, countMax);
  const entry: Named = [hash, prices];
  return book.with(index, known === -1 ? admit(slot, entry) : slot.with(known, entry));
}

/** Null for a name of which the book keeps no prices. */
export function levelInBook(book: PriceBook, name: Identifier): PriceLevel | null {
  const hash = hash53(String(name));
  const slot = book[hash % book.length] as readonly Named[];
  const known = slot[placeOf(slot, hash)];
  return known === undefined ? null : priceLevelOf(known[1]);
}

/** Of how many names the book keeps prices. */
export function pricesKnown(book: PriceBook): number {
  return book.reduce((names, slot) => names + slot.length, 0);
}

/** -1 for none. By index: this runs for each event, and taking entries apart takes longer than comparing them. */
function placeOf(slot: readonly Named[], hash: number): number {
  return slot.findIndex((named) => named[0] === hash);
}

function admit(slot: readonly Named[], entry: Named): readonly Named[] {
  if (slot.length < SLOT_NAMES) return [...slot, entry];
  const counts = slot.map((named) => totalOf(named[1]));
  const fewest = counts.indexOf(Math.min(...counts));
  return [...slot.toSpliced(fewest, 1), entry];
}
