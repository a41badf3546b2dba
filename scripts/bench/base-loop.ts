/**
 * The base loop that figures are ratios of: read a file's lines, decode each from base64, parse it as JSON.
 * It is what any consumer of a Kinesis stream in Node has to do before its own work begins.
 *
 * Run as a process of its own; prints `{"events", "cpuSeconds"}`.
 */
import { readLines } from "../process/read-lines.ts";

const path = process.argv[2];
if (path === undefined) throw new Error("Cannot run the base loop: name a file of base64 lines");

let events = 0;
let fields = 0;
for await (const lines of readLines(path).blocks) {
  for (const { text } of lines) {
    if (text === null || text === "") continue;
    const event = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    // Touching the result keeps the parse from being optimised away.
    if (event !== null) fields += 1;
    events += 1;
  }
}
const { user, system } = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ events, fields, cpuSeconds: (user + system) / 1e6 })}\n`);
