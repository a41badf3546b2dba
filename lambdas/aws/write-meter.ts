/**
 * Counts what is written: a write is one item sent to a table, refused ones included; a write unit is 1 KB of it.
 */
import type { Item } from "./items/item.ts";
import { itemBytes, writeUnits } from "./items/item-size.ts";

export class WriteMeter {
  writes = 0;
  writeUnits = 0;
  pageBytesMax = 0;

  reset(): void {
    this.writes = 0;
    this.writeUnits = 0;
    this.pageBytesMax = 0;
  }

  count(item: Item): void {
    this.countBytes(itemBytes(item));
  }

  /** @param bytes the size of a page's item. */
  countPageBytes(bytes: number): void {
    this.countBytes(bytes);
    if (bytes > this.pageBytesMax) this.pageBytesMax = bytes;
  }

  /** Corrects what writes have been counted as. */
  addUnits(units: number): void {
    this.writeUnits += units;
  }

  /** @param bytes the size of an item. */
  countBytes(bytes: number): void {
    this.writes += 1;
    this.writeUnits += writeUnits(bytes);
  }
}
