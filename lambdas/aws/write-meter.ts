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

  /** @returns the item's size in bytes. */
  count(item: Item): number {
    const bytes = itemBytes(item);
    this.writes += 1;
    this.writeUnits += writeUnits(bytes);
    return bytes;
  }

  countPage(item: Item): number {
    const bytes = this.count(item);
    if (bytes > this.pageBytesMax) this.pageBytesMax = bytes;
    return bytes;
  }
}
