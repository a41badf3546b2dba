/**
 * Writes generated events to a file of JSON lines (zipped when its name ends in .gz), as they are made: the memory
 * needed does not depend on their number. The file gets its name when it is whole, so a half-written one is never
 * taken for it.
 */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { GeneratedEvent } from "./producer-pipelines.ts";

export interface WrittenEvents {
  readonly events: number;
  /** Those that every window must refuse. */
  readonly expired: number;
}

export interface WriteOptions {
  readonly path: string;
  readonly signal: AbortSignal;
  /** Called after each block of lines. */
  readonly onProgress: (written: WrittenEvents) => void;
}

const BLOCK_EVENTS = 1000;

export async function writeEvents(
  events: Iterable<GeneratedEvent>,
  { path, signal, onProgress }: WriteOptions,
): Promise<WrittenEvents> {
  const partPath = `${path}.part`;
  let written: WrittenEvents = { events: 0, expired: 0 };

  function* blocks(): Generator<string> {
    let lines: string[] = [];
    let expired = 0;
    for (const event of events) {
      lines.push(event.text);
      if (event.isExpired) expired += 1;
      if (lines.length === BLOCK_EVENTS) {
        yield block();
        lines = [];
      }
    }
    if (lines.length > 0) yield block();

    function block(): string {
      written = { events: written.events + lines.length, expired };
      onProgress(written);
      return `${lines.join("\n")}\n`;
    }
  }

  const source = Readable.from(blocks(), { objectMode: true });
  const file = createWriteStream(partPath);
  try {
    if (path.endsWith(".gz")) await pipeline(source, createGzip(), file, { signal });
    else await pipeline(source, file, { signal });
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
  return written;
}
