/**
 * The body of an item: its content as JSON, under Zstandard from 1 KB on (below, it would save no write unit). `format`
 * says which, and a reader refuses a format that it does not know, so that an old worker never misreads a new one's
 * state during a rolling deployment.
 */
import { STATE } from "../../../lib/contract/index.ts";
import type { Json } from "../../../lib/engine/index.ts";
import type { Item } from "./item.ts";
import { compressed, decompressed } from "./zstandard.ts";

const PLAIN = "json-1";
const PACKED = "zstd-1";
const PACKED_FROM_BYTES = 1024;

/** Large texts are encoded here on their way into the compressor: one buffer for all, since calls do not nest. */
let scratch = Buffer.allocUnsafe(1 << 18);
const UTF8_BYTES_PER_UNIT_MAX = 3;

/** @param json the content as JSON text. */
export function bodyAttributes(json: string): Item {
  const roomBytes = json.length * UTF8_BYTES_PER_UNIT_MAX;
  if (roomBytes > scratch.length) scratch = Buffer.allocUnsafe(2 * roomBytes);
  const bytes = scratch.subarray(0, scratch.write(json));
  if (bytes.length < PACKED_FROM_BYTES) return attributes(PLAIN, Buffer.from(bytes));
  return attributes(PACKED, compressed(bytes));
}

function attributes(format: string, body: Uint8Array): Item {
  return { [STATE.format]: { S: format }, [STATE.body]: { B: body } };
}

/** @throws TypeError for a body that this version cannot read. */
export function contentOf(item: Item): Json {
  const format = item[STATE.format]?.S;
  const body = item[STATE.body]?.B;
  if (body !== undefined && format === PLAIN) return JSON.parse(Buffer.from(body).toString("utf8"));
  if (body !== undefined && format === PACKED) return JSON.parse(decompressed(body).toString("utf8"));
  throw new TypeError(
    `Cannot read an item of format ${format ?? "none"}: this version reads ${PLAIN} and ${PACKED}; deploy it anew`,
  );
}
