/**
 * A JSON Lines file that is written in large pieces. Rows are encoded into one buffer, and written at once where the
 * run would have to wait for the disk anyway: so a full disk stops the run at the row that found it full.
 */
import { Buffer } from "node:buffer";
import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import type { Json } from "../../lib/engine/index.ts";
import { readLines } from "./read-lines.ts";

const PIECE_BYTES = 1 << 18;
const UTF8_BYTES_PER_UNIT_MAX = 3;
const LINE_FEED = 0x0a;

export class JsonLines {
  readonly #path: string;
  #file: number;
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #bytes = 0;
  rows = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, "w");
  }

  write(row: unknown): void {
    this.writeText(JSON.stringify(row));
  }

  /** @param text a row that is JSON already, without line feeds. */
  writeText(text: string): void {
    this.#makeRoom(text.length * UTF8_BYTES_PER_UNIT_MAX + 1);
    this.#bytes += this.#piece.write(text, this.#bytes);
    this.#piece[this.#bytes] = LINE_FEED;
    this.#bytes += 1;
    this.rows += 1;
  }

  /** Takes out the rows that turn out to be nobody's business any more. */
  async drop(isDropped: (row: Json) => boolean): Promise<void> {
    this.close();
    const kept = new JsonLines(`${this.#path}.kept`);
    for await (const lines of readLines(this.#path).blocks) {
      for (const { text } of lines) if (text && !isDropped(JSON.parse(text))) kept.writeText(text);
    }
    kept.close();
    renameSync(`${this.#path}.kept`, this.#path);
    this.rows = kept.rows;
    this.#file = openSync(this.#path, "a");
  }

  close(): void {
    this.#drain();
    closeSync(this.#file);
  }

  #makeRoom(bytes: number): void {
    if (this.#bytes + bytes <= this.#piece.length) return;
    this.#drain();
    if (bytes > this.#piece.length) this.#piece = Buffer.allocUnsafe(bytes);
  }

  #drain(): void {
    for (let at = 0; at < this.#bytes;) at += writeSync(this.#file, this.#piece, at, this.#bytes - at);
    this.#bytes = 0;
  }
}
