/** A replay's report for people: one row a reason, one column an outcome, and what to do next. */
import { formatCount } from "../terminal/format-count.ts";
import { OUTCOMES } from "./outcome.ts";
import { type Counts, type ReplayReport, unreplayed } from "./replay-report.ts";
import { textTable } from "../terminal/text-table.ts";

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
  return `${textTable(rows)}\n${notes(report).join("")}`;
}

function figuresOf(counts: Counts): readonly string[] {
  return COLUMNS.map((column) => formatCount(counts[column]));
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
