/**
 * The body of an item: its content as JSON under Zstandard, level 1 (five times smaller, at a third of the CPU of
 * deflate). `format` says so, and a reader refuses a format that it does not know, so that an
 * old worker never misreads a new one's state during a rolling deployment.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { STATE } from "../../../lib/contract/index.ts";
import type { Json } from "../../../lib/engine/index.ts";
import type { Item } from "./item.ts";

const FORMAT = "1";
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** @param json the content as JSON text. */
export function bodyAttributes(json: string): Item {
  return { [STATE.format]: { S: FORMAT }, [STATE.body]: { B: zstdCompressSync(json, FAST) } };
}

/** @throws TypeError for a body that this version cannot read. */
export function contentOf(item: Item): Json {
  const format = item[STATE.format]?.S;
  const body = item[STATE.body]?.B;
  if (format !== FORMAT || body === undefined) {
    throw new TypeError(
      `Cannot read an item of format ${format ?? "none"}: this version reads format ${FORMAT}`,
    );
  }
  return JSON.parse(zstdDecompressSync(body).toString("utf8"));
}
