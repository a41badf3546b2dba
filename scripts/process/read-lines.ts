/**
 * The physical lines of a file, plain or gzipped, as a stream: memory is bounded by the longest line.
 *
 * A line is what stands before a line feed (and after the last one); line numbers count from 1. Valid UTF-8 is
 * checked a block at a time; only a block that is not valid is checked line by line.
 */
import { isUtf8 } from "node:buffer";
import { createReadStream, type ReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** null when the bytes are not UTF-8. */
  readonly text: string | null;
  /** The bytes without the line feed, where they cannot be had back from the text. */
  readonly bytes: Buffer | null;
}

const BLOCK_BYTES = 1 << 18;
const LINE_FEED = 0x0a;

/** ASCII's white space: what else looks blank may be somebody's broken record. */
const BLANK = /^[ \t\n\v\f\r]*$/;

/** A line of white space only; looking at its first character settles it for nearly all lines. */
export function isBlank({ text }: Line): boolean {
  return text !== null && (text === "" || (text.charCodeAt(0) <= SPACE && BLANK.test(text)));
}

const SPACE = 0x20;

export interface LineReader {
  /** Lines in file order, a block at a time. */
  readonly blocks: AsyncIterable<readonly Line[]>;
  /** Bytes of the file read so far, for progress. */
  readonly bytesRead: () => number;
}

export function readLines(path: string): LineReader {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  return { blocks: linesOf(path.endsWith(".gz") ? gunzip(file) : file), bytesRead: () => file.bytesRead };
}

function gunzip(file: ReadStream): AsyncIterable<Buffer> {
  const unzipped = createGunzip({ chunkSize: BLOCK_BYTES });
  file.on("error", (error) => unzipped.destroy(error));
  unzipped.on("close", () => file.destroy());
  return file.pipe(unzipped);
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let rest: Buffer[] = [];
  let next = 1;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end === 0) {
      rest.push(chunk);
      continue;
    }
    const whole = chunk.subarray(0, end);
    const lines = cut(rest.length === 0 ? whole : Buffer.concat([...rest, whole]), next);
    rest = end < chunk.length ? [chunk.subarray(end)] : [];
    next += lines.length;
    yield lines;
  }
  if (rest.length > 0) yield cut(Buffer.concat([...rest, Buffer.from([LINE_FEED])]), next);
}

/** Cuts a block that ends with a line feed. */
function cut(block: Buffer, firstNumber: number): Line[] {
  const isText = isUtf8(block);
  const lines: Line[] = [];
  let number = firstNumber;
  let start = 0;
  for (let end = block.indexOf(LINE_FEED); end !== -1; end = block.indexOf(LINE_FEED, start)) {
    if (isText || isUtf8(block.subarray(start, end))) {
      lines.push({ number, text: block.toString("utf8", start, end), bytes: null });
    } else {
      lines.push({ number, text: null, bytes: block.subarray(start, end) });
    }
    number += 1;
    start = end + 1;
  }
  return lines;
}
