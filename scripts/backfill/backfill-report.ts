/** What a backfill tells: text for people, and a line of JSON for the report. Neither holds anything of a row but its key. */
import { formatCount } from "../terminal/format-count.ts";
import { DIFFERENCE_KINDS, type ViewSummary } from "./compare-rows.ts";
import type { PromoteReport } from "./promote-run.ts";
import type { BackfillRange } from "./range.ts";
import type { ReprocessingOutcome } from "./reprocess.ts";

const REASONS: Readonly<Record<string, string>> = {
  not_final: "the window is not retired yet; wait for the closer and promote again",
  amended: "late events were folded in since; run --shadow again",
  other_pane: "its live rows belong to another page or window size, and would not be replaced",
  contended: "somebody else has just emitted it; promote again",
  no_archive: "its shadow is incomplete; run --shadow again",
};

export function rangeText({ fromMs, toMs }: BackfillRange): string {
  return `windows from ${iso(fromMs)}, retired by ${iso(toMs)}`;
}

export function shadowText(
  { records, deadLetters, expired }: ReprocessingOutcome,
  summaries: readonly ViewSummary[],
): string {
  const lines = [
    `${formatCount(records)} records processed again: ${formatCount(deadLetters)} dead letters, ${formatCount(expired)} expired`,
    ...summaries.flatMap(summaryLines),
  ];
  return `${lines.join("\n")}\n`;
}

export function promoteText({ promotions, equal, missing }: PromoteReport): string {
  const promoted = promotions.filter(({ outcome }) => outcome === "promoted");
  const rows = promoted.reduce((total, promotion) => total + promotion.rows, 0);
  const lines = [
    `${formatCount(promoted.length)} panes of ${formatCount(rows)} rows promoted, ${formatCount(equal)} were equal`,
    `${formatCount(missing)} rows that only live has stay as they are`,
    ...promotions
      .filter(({ outcome }) => outcome !== "promoted")
      .map(
        ({ key, outcome }) =>
          `${key.operator} ${iso(key.window.startMs)} page ${key.page}: ${REASONS[outcome] ?? outcome}`,
      ),
  ];
  return `${lines.join("\n")}\n`;
}

function summaryLines({ view, equal, kinds }: ViewSummary): readonly string[] {
  const counts = DIFFERENCE_KINDS.map((kind) => `${formatCount(kinds[kind].count)} ${kind}`);
  return [
    `${view}: ${formatCount(equal)} equal, ${counts.join(", ")}`,
    ...DIFFERENCE_KINDS.flatMap((kind) => {
      const { count, first } = kinds[kind];
      const shown = first.map(
        ({ windowStartMs, key }) => `  ${kind} ${iso(windowStartMs)} ${JSON.stringify(key)}`,
      );
      return count > first.length ? [...shown, `  and ${formatCount(count - first.length)} more`] : shown;
    }),
  ];
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
