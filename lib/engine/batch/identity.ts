/**
 * What an event is known by: its own id where its schema has one, else the fingerprint of its text. A very long
 * id is known by its fingerprint too, since the ledger keeps every identity.
 */
import { fingerprint } from "../state/fingerprint.ts";

const ID_LENGTH_MAX = 64;

/** @param id the event's own id; undefined where its schema has none. */
export function identityOf(id: string | undefined, text: string): string {
  return id !== undefined && id.length <= ID_LENGTH_MAX ? id : fingerprint(id ?? text);
}
