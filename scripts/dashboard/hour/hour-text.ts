/** An hour's watching as a table: each tab at the first stop and at the last, and the server. */
import { formatCount } from "../../terminal/format-count.ts";
import { serverGrowthBytes } from "./growth.ts";
import type { HourOutcome, TabOutcome } from "./watch-hour.ts";
import { textTable } from "../../terminal/text-table.ts";

const BYTES_PER_MB = 1_000_000;
const HEAD = ["tab", "updates", "streams", "scripts, MB", "document, MB", "nodes", "listeners"];

export function hourText({ tabs, server }: HourOutcome): string {
  const first = server[0];
  const last = server.at(-1);
  const heap = `heap ${megabytes(first?.heapBytes)} -> ${megabytes(last?.heapBytes)} MB`;
  const served = `Server: ${heap}; beside what its pipelines hold it grew by ${megabytes(serverGrowthBytes(server))} MB.`;
  return `${textTable([HEAD, ...tabs.map(rowOf)])}\n${served}\n`;
}

function rowOf({ name, memory }: TabOutcome): readonly string[] {
  const first = memory[0];
  const last = memory.at(-1);
  const course = (of: "nodes" | "listeners") =>
    `${formatCount(first?.[of] ?? 0)} -> ${formatCount(last?.[of] ?? 0)}`;
  const bytes = (of: "heapBytes" | "documentBytes") =>
    `${megabytes(first?.[of])} -> ${megabytes(last?.[of])}`;
  return [
    name,
    formatCount(last?.updates ?? 0),
    formatCount(last?.streams ?? 0),
    bytes("heapBytes"),
    bytes("documentBytes"),
    course("nodes"),
    course("listeners"),
  ];
}

function megabytes(bytes = 0): string {
  return (bytes / BYTES_PER_MB).toFixed(2);
}
