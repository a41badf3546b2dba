/**
 * A long text attribute under Zstandard, in base64: an attribute that filters of a change stream look at must be a text.
 * Short ones stay as they are. JSON never begins with the mark, so that a reader knows one from the other.
 */
import { compressed, decompressed } from "./zstandard.ts";

const MARK = "zstd-1:";
const PACKED_FROM_CHARS = 1024;

export function packedText(json: string): string {
  if (json.length < PACKED_FROM_CHARS) return json;
  return MARK + compressed(Buffer.from(json)).toString("base64");
}

/** @throws Error for a text that says it is packed and is not. */
export function unpackedText(text: string): string {
  if (!text.startsWith(MARK)) return text;
  return decompressed(Buffer.from(text.slice(MARK.length), "base64")).toString("utf8");
}
