/**
 * A long text attribute under Zstandard, in base64: an attribute that filters of a change stream look at must be a text.
 * Short ones stay as they are. JSON never begins with the mark, so that a reader knows one from the other.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

const MARK = "zstd-1:";
const PACKED_FROM_CHARS = 1024;
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function packedText(json: string): string {
  if (json.length < PACKED_FROM_CHARS) return json;
  return MARK + zstdCompressSync(Buffer.from(json), FAST).toString("base64");
}

/** @throws Error for a text that says it is packed and is not. */
export function unpackedText(text: string): string {
  if (!text.startsWith(MARK)) return text;
  return zstdDecompressSync(Buffer.from(text.slice(MARK.length), "base64")).toString("utf8");
}
