/**
 * A JSON Lines file that is written in large pieces and waits when the disk does.
 */

import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

const PIECE_CHARACTERS = 1 << 18;

export class JsonLines {
  readonly #stream: WriteStream;
  #pending: string[] = [];
  #length = 0;
  rows = 0;

  constructor(path: string) {
    this.#stream = createWriteStream(path);
    // Kept until the next wait: a full disk is reported by the write that follows it.
    this.#stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  #failure: Error | undefined;

  write(row: unknown): void {
    this.writeText(JSON.stringify(row));
  }

  /** @param text a row that is JSON already, without line feeds. */
  writeText(text: string): void {
    this.#pending.push(text);
    this.#length += text.length;
    this.rows += 1;
  }

  /** Hands over what has gathered; resolves when the stream can take more. */
  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#length < PIECE_CHARACTERS) return;
    await this.#drain();
  }

  async close(): Promise<void> {
    if (this.#pending.length > 0) await this.#drain();
    this.#stream.end();
    await once(this.#stream, "close");
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #drain(): Promise<void> {
    const piece = `${this.#pending.join("\n")}\n`;
    this.#pending = [];
    this.#length = 0;
    if (!this.#stream.write(piece)) await once(this.#stream, "drain");
  }
}
