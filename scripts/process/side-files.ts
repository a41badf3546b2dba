/**
 * Dead letters and late events of a file: `dead-letters.jsonl` and `late.jsonl`, each line with its physical
 * line number and the raw bytes in base64, so that nothing is lost to a repair.
 */
import { join } from "node:path";
import type { DeadLetter, ExpiredEvent, SideOutputs } from "../../lib/engine/index.ts";
import { viewName } from "../../lib/engine/index.ts";
import { JsonLines } from "./json-lines.ts";
import { bytesOf, type LineRecord } from "./line-record.ts";

export class SideFiles implements SideOutputs<LineRecord> {
  readonly #deadLetters: JsonLines;
  readonly #late: JsonLines;

  constructor(directory: string) {
    this.#deadLetters = new JsonLines(join(directory, "dead-letters.jsonl"));
    this.#late = new JsonLines(join(directory, "late.jsonl"));
  }

  async sendDeadLetters(letters: readonly DeadLetter<LineRecord>[]): Promise<void> {
    for (const { record, rejection } of letters) {
      const { reason, error } = rejection;
      this.#deadLetters.write({ line: record.line.number, reason, error, data: base64(record) });
    }
  }

  async sendExpired(events: readonly ExpiredEvent<LineRecord>[]): Promise<void> {
    for (const { record, eventTimeMs, watermarkMs, operators } of events) {
      this.#late.write({
        line: record.line.number,
        event_time: new Date(eventTimeMs).toISOString(),
        watermark: new Date(watermarkMs).toISOString(),
        lateness_ms: watermarkMs - eventTimeMs,
        views: operators.map(viewName),
        data: base64(record),
      });
    }
  }

  close(): void {
    this.#deadLetters.close();
    this.#late.close();
  }
}

function base64({ line }: LineRecord): string {
  return bytesOf(line).toString("base64");
}
