/**
 * The events of a file in its order: JSON lines, or a table when the name says CSV; .gz is unpacked. Read as they are
 * taken, so memory does not depend on the file's size. What is no event stays the text that it is.
 */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse as parseTable } from "csv-parse";
import { isBlank, readLines } from "../../process/read-lines.ts";
import { UserError } from "../../terminal/user-error.ts";
import type { ReplayFormat } from "./replay-format.ts";

export interface ReplayedEvent {
  /** A JSON value, or the text of a line that is none. */
  readonly event: unknown;
  /** As in the file; undefined when the event is to be sent as it stands there. */
  readonly bytes: Uint8Array | undefined;
}

/** @throws UserError while events are taken, when the file cannot be read or lacks a column. */
export async function* replayedEvents(path: string, format: ReplayFormat): AsyncGenerator<ReplayedEvent> {
  try {
    if (/\.csv(\.gz)?$/i.test(path)) yield* rowsOf(path, format);
    else yield* linesOf(path, format);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(path, error);
  }
}

async function* rowsOf(path: string, { columns, eventOf }: ReplayFormat): AsyncGenerator<ReplayedEvent> {
  const parser = parseTable({
    bom: true,
    columns: (header: string[]) => checkedHeader(path, header, columns),
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const file = createReadStream(path);
  // A failure of any part ends the parser, and is thrown where its rows are taken.
  if (path.endsWith(".gz")) pipeline(file, createGunzip(), parser, () => undefined);
  else pipeline(file, parser, () => undefined);
  for await (const row of parser) yield { event: eventOf(row), bytes: undefined };
}

async function* linesOf(path: string, { parse }: ReplayFormat): AsyncGenerator<ReplayedEvent> {
  for await (const block of readLines(path).blocks) {
    for (const line of block) {
      if (isBlank(line)) continue;
      const { text, bytes } = line;
      const raw = bytes ?? Buffer.from(text ?? "");
      yield { event: text === null ? undefined : jsonOf(text, parse), bytes: raw };
    }
  }
}

function jsonOf(text: string, parse: ReplayFormat["parse"]): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function checkedHeader(path: string, header: string[], columns: readonly string[]): string[] {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new UserError(
      `Cannot replay ${path}: its header has no ${missing.join(", ")}; expected ${columns.join(",")}`,
    );
  }
  return header;
}

function unreadable(path: string, error: unknown): UserError {
  if (error instanceof CsvError) {
    return new UserError(
      `Cannot replay ${path}: line ${error.lines ?? "unknown"} is no row of a table (${error.code}); mend or remove it`,
      { cause: error },
    );
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(
    `Cannot replay ${path}: ${code ?? message}; name a readable .csv or .jsonl file, plain or .gz`,
    { cause: error },
  );
}
