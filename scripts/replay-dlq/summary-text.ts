/** A replay's report for people: one row a reason, one column an outcome, and what to do next. */
import { formatCount } from "../terminal/format-count.ts";
import { OUTCOMES } from "./outcome.ts";
import { type Counts, type ReplayReport, unreplayed } from "./replay-report.ts";

const HEADS = {
  matched: "matched",
  replayed: "replayed",
  duplicate: "already in the run",
  skipped: "skipped",
  expired: "expired",
  tooLarge: "too large to replay",
  failed: "failed",
} as const;

const COLUMNS = ["matched", ...OUTCOMES] as const;

export function summaryText(report: ReplayReport): string {
  const { byReason, total, mode } = report;
  const isDryRun = mode === "dry-run";
  const head = COLUMNS.map((column) => (isDryRun && column === "replayed" ? "to replay" : HEADS[column]));
  const rows = [
    ["reason", ...head],
    ...Object.entries(byReason).map(([reason, counts]) => [reason, ...figuresOf(counts)]),
    ["all", ...figuresOf(total)],
  ];
  return `${table(rows)}${notes(report).join("")}`;
}

function figuresOf(counts: Counts): readonly string[] {
  return COLUMNS.map((column) => formatCount(counts[column]));
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  return rows.map((row) => `${line(row)}\n`).join("");
}

function notes(report: ReplayReport): readonly string[] {
  const { mode, total, received, isMore, records, failure } = report;
  const isDryRun = mode === "dry-run";
  const verb = isDryRun ? "would be put" : "were put";
  const lines = [`${formatCount(records)} records ${verb}; ${formatCount(received)} messages looked at\n`];
  if (isMore) lines.push("The queue may hold more: run again for the rest\n");
  if (failure !== null) lines.push(`Ended early: ${failure}\n`);
  if (total.expired > 0 && !report.isExpiredDropped) {
    lines.push("Expired: the stream no longer has the records; --drop-expired deletes such messages\n");
  }
  if (unreplayed(report) > 0) lines.push("What could not be replayed stays in the queue\n");
  if (isDryRun) lines.push("Dry run: nothing was put or deleted; add --execute to do it\n");
  return lines;
}
