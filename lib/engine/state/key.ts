/**
 * A key names the thing that state is about: a text, or several parts written as `part/part`.
 *
 * The written form is one-to-one: a `/` or `%` inside a part of a composite key is percent-escaped, so that
 * `["a/b", "c"]` and `["a", "b/c"]` stay apart and `partsOf` gives back what went in.
 */
import { InputError } from "../errors.ts";

export type KeyParts = string | readonly [string, ...string[]];

/** Keys travel in table keys (2048 and 1024 bytes on DynamoDB, shared with prefixes), so they are bounded. */
const KEY_LENGTH_MAX = 256;

/** @throws InputError when the written key is longer than 256 characters. */
export function writeKey(key: KeyParts): string {
  const written = typeof key === "string" ? key : joinParts(key);
  if (written.length > KEY_LENGTH_MAX) {
    throw new InputError(
      `Cannot use a key of ${written.length} characters: expected at most ${KEY_LENGTH_MAX}`,
    );
  }
  return written;
}

/** A loop and not a join: this runs for every event. */
function joinParts(parts: readonly [string, ...string[]]): string {
  let written = escapePart(parts[0]);
  for (let i = 1; i < parts.length; i++) {
    // From the left: a short text and its slash are put together at once, a longer text only when it is looked up.
    written += "/";
    written += escapePart(parts[i] as string);
  }
  return written;
}

/** The parts of a composite key; for a plain key that was never composite, do not ask. */
export function partsOf(written: string): string[] {
  return written.split("/").map((part) => part.replaceAll("%2F", "/").replaceAll("%25", "%"));
}

function escapePart(part: string): string {
  if (!part.includes("/") && !part.includes("%")) return part;
  return part.replaceAll("%", "%25").replaceAll("/", "%2F");
}
