/**
 * The price histories of many items or categories in one bounded plain value.
 *
 * Names are spread over `slots` by their hash; a slot keeps SLOT_NAMES of them. A new name in a full slot takes the place of
 * the one with the fewest prices, the older of equals: what is seen often stays. Learning copies one slot and the list of
 * slots, so it costs the same however many names are kept.
 */
import { hash53 } from "../../../engine/state/fingerprint.ts";
import type { Identifier } from "./fraud-event.ts";
import { learnPrice, NO_PRICES, type PriceHistory, type PriceLevel, priceLevelOf } from "./price-history.ts";

/** `[hash of the name, its prices]`, oldest first. */
type Named = readonly [name: number, prices: PriceHistory];
export type PriceBook = readonly (readonly Named[])[];

/** Names in a slot: with four, a name is seldom pushed out while most of the book is empty. */
export const SLOT_NAMES = 4;

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
  const known = slot.findIndex(([other]) => other === hash);
  const prices = learnPrice(slot[known]?.[1] ?? NO_PRICES, price, countMax);
  const entry: Named = [hash, prices];
  return book.with(index, known === -1 ? admit(slot, entry) : slot.with(known, entry));
}

/** Null for a name of which the book keeps no prices. */
export function levelInBook(book: PriceBook, name: Identifier): PriceLevel | null {
  const hash = hash53(String(name));
  const named = (book[hash % book.length] as readonly Named[]).find(([other]) => other === hash);
  return named === undefined ? null : priceLevelOf(named[1]);
}

function admit(slot: readonly Named[], entry: Named): readonly Named[] {
  if (slot.length < SLOT_NAMES) return [...slot, entry];
  const counts = slot.map(([, prices]) => priceLevelOf(prices)?.count ?? 0);
  const fewest = counts.indexOf(Math.min(...counts));
  return [...slot.toSpliced(fewest, 1), entry];
}
