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

/** The identity of the event at hand, made once however many operators ask for it. */
export class EventIdentity {
  readonly #idOf: (event: never) => string | undefined;
  #event: unknown;
  #text = "";
  #written: string | undefined;

  /** @param idOf an event's own id. */
  constructor(idOf: (event: never) => string | undefined = () => undefined) {
    this.#idOf = idOf;
  }

  /** From here on it is this event that is asked for. */
  begin(event: unknown, text: string): void {
    this.#event = event;
    this.#text = text;
    this.#written = undefined;
  }

  get written(): string {
    return (this.#written ??= identityOf(this.#idOf(this.#event as never), this.#text));
  }
}
