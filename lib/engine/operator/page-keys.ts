/**
 * How many keys of an operator one page takes. The limit is on keys and not on bytes because it must fall on
 * the same record for every worker: how many keys a page has is a function of the shard's log alone, while what
 * its item weighs is known only once a batch, cut here or there, is encoded.
 */
import { PageFullError } from "../errors.ts";

/** At some 20 bytes a key, compressed, as many as an item of 400 KB can hold at the most. */
export const PAGE_KEYS_MAX = 20_000;

/** @throws PageFullError when the key would be one too many. */
export function requireRoom(keys: number, keysMax: number): void {
  if (keys >= keysMax) throw new PageFullError(keysMax);
}
