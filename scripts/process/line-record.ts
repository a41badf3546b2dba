/**
 * A line of a file as a record of the stream that it stands for: its position is its line, its bytes are kept
 * for the dead letters.
 */
import { Buffer } from "node:buffer";
import type { RecordContent, SequenceNumber, SourceRecord } from "../../lib/engine/index.ts";
import { SEQUENCE_NUMBER_WIDTH } from "../../lib/engine/index.ts";
import type { Line } from "./read-lines.ts";

export class LineRecord implements SourceRecord {
  readonly line: Line;
  readonly arrivalMs: number | null;
  readonly sequenceNumber: SequenceNumber;
  readonly #content: RecordContent | undefined;

  /** @param content what the line stands for, where that is not the line's text. */
  constructor(line: Line, arrivalMs: number | null, content = unusualContent(line)) {
    this.line = line;
    this.arrivalMs = arrivalMs;
    this.sequenceNumber = (PADDING + (FIRST_POSITION + line.number)) as SequenceNumber;
    this.#content = content;
  }

  /** Made when asked for: that is once, or never. */
  get content(): RecordContent {
    return this.#content ?? { kind: "event", text: this.line.text ?? "", replay: null };
  }
}

/** What Kinesis takes without asking for more, and what the handlers take at all. */
const RECORD_BYTES_MAX = 1 << 20;

/** Line numbers with this added have a fixed number of digits: padding them one by one would cost more. */
const FIRST_POSITION = 10 ** 15;
const PADDING = "0".repeat(SEQUENCE_NUMBER_WIDTH - String(FIRST_POSITION).length);

export function bytesOf({ text, bytes }: Line): Buffer {
  return bytes ?? Buffer.from(text ?? "", "utf8");
}

/** The rejection of a line that cannot be read; undefined for nearly all. */
function unusualContent(line: Line): RecordContent | undefined {
  if (isTooLarge(line)) {
    const error = `record: expected at most ${RECORD_BYTES_MAX} bytes, got more`;
    return { kind: "unreadable", rejection: { reason: "too_large", error }, replay: null };
  }
  if (line.text === null) {
    return {
      kind: "unreadable",
      rejection: { reason: "malformed_utf8", error: "record: expected UTF-8, got other bytes" },
      replay: null,
    };
  }
  return undefined;
}

function isTooLarge({ text, bytes }: Line): boolean {
  if (bytes !== null) return bytes.length > RECORD_BYTES_MAX;
  // UTF-8 takes at most three bytes for a unit of UTF-16, so short texts need no count.
  return text !== null && text.length * 3 > RECORD_BYTES_MAX && Buffer.byteLength(text) > RECORD_BYTES_MAX;
}
