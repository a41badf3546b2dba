/**
 * `npm run notes -- --input FILE`: reads clinical notes, one JSON object a line, and prints for each what it tells of
 * a medical record's fields and whether it affirms the concepts asked. Stdout has JSON lines only. A line that cannot
 * be read is named on stderr and has no line of output; exit code 1 then, 2 when the file cannot be read.
 */
import { once } from "node:events";
import { Command } from "commander";
import { readNote, valuesOf } from "../lib/pipelines/medical/notes/index.ts";
import { parseNoteLine } from "./notes/note-line.ts";
import { type Line, type LineReader, readLines } from "./process/read-lines.ts";
import { formatCount } from "./terminal/format-count.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface NotesOptions {
  readonly input: string;
}

const program = new Command("notes")
  .description("Reads clinical notes: the record's fields that they tell, and the concepts that they affirm.")
  .requiredOption(
    "--input <file>",
    'JSON lines {"id", "note", "concepts"?}, one note a line; .gz is unzipped',
  );

await runCommand<NotesOptions>(program, async ({ options, signal }: CommandCall<NotesOptions>) => {
  let bad = 0;
  for await (const lines of blocksOf(readLines(options.input), options.input)) {
    const rows = lines.flatMap((line) => rowsOf(line, () => (bad += 1)));
    if (rows.length > 0 && !process.stdout.write(rows.join(""))) await once(process.stdout, "drain");
    signal.throwIfAborted();
  }
  if (bad > 0) {
    throw new CheckFailed(`Cannot read ${formatCount(bad)} of the lines: see above; all others are printed`);
  }
});

async function* blocksOf(reader: LineReader, path: string): AsyncGenerator<readonly Line[]> {
  try {
    yield* reader.blocks;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UserError(`Cannot read ${path}: ${code ?? message}; give --input a file`, { cause });
  }
}

function rowsOf(line: Line, onBad: () => void): readonly string[] {
  const text = line.number === 1 ? (line.text?.replace(/^\uFEFF/, "") ?? null) : line.text;
  if (text !== null && text.trim() === "") return [];
  const parsed = parseNoteLine({ ...line, text });
  if ("complaint" in parsed) {
    onBad();
    process.stderr.write(`Cannot read line ${line.number}: ${parsed.complaint}\n`);
    return [];
  }
  const { id, note, concepts } = parsed;
  const { features, assertions } = readNote(note, concepts);
  return [`${JSON.stringify({ id, features: valuesOf(features), assertions })}\n`];
}
