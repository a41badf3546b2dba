/** Writes a file's lines once more, each in base64: the form in which Kinesis hands records to a consumer. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readLines } from "../process/read-lines.ts";

export async function writeBase64Twin(input: string, output: string): Promise<void> {
  const stream = createWriteStream(output);
  for await (const lines of readLines(input).blocks) {
    const encoded = lines.map(({ text, bytes }) => (bytes ?? Buffer.from(text ?? "")).toString("base64"));
    if (!stream.write(`${encoded.join("\n")}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
}
