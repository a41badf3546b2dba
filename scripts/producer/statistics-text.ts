/** The producer's figures for people: two lines every ten seconds, and the final figures. */
import { formatCount } from "../terminal/format-count.ts";
import { formatDuration } from "../terminal/format-duration.ts";
import type { Figures } from "./meter.ts";
import type { Episode } from "./produced-record.ts";
import type { ReplayReport } from "./replay/run-replay.ts";
import type { ProducerStatistics } from "./run-meter.ts";
import type { ProducerReport } from "./run-producer.ts";

export function statisticsText({ total, interval }: ProducerStatistics): string {
  const head = `${formatDuration(total.elapsedMs)}: ${formatCount(total.sent)} sent, ${perSecond(interval)}`;
  return `${head}, ${errors(total)}, ${latency(interval)}\n  ${types(total)}\n`;
}

export function reportText(report: ProducerReport): string {
  const { expected, unsent, skipped, resentUnknown, episodes } = report;
  const lines = [
    ...sentLines(report),
    `  to be: ${counts({ applied: expected.applied, expired: expected.expiredLate, "dead-lettered": expected.deadLettered, duplicates: expected.duplicates })}`,
    `  made of: ${counts(report.byKind)}`,
  ];
  if (episodes.length > 0) lines.push(`  to be found: ${counts(byRule(episodes))}`);
  if (skipped > 0) lines.push(`  not made, since sending fell behind the rate: ${formatCount(skipped)}`);
  if (resentUnknown > 0) lines.push(resentLine(resentUnknown));
  if (unsent > 0) lines.push(`  made, but not accepted: ${formatCount(unsent)}`);
  return `${lines.join("\n")}\n`;
}

export function replayText(report: ReplayReport): string {
  const { unsent, resentUnknown } = report;
  const lines = sentLines(report);
  if (resentUnknown > 0) lines.push(resentLine(resentUnknown));
  if (unsent > 0) lines.push(`  taken from the file, but not accepted: ${formatCount(unsent)}`);
  return `${lines.join("\n")}\n`;
}

function sentLines(figures: Figures): string[] {
  const { sent, elapsedMs } = figures;
  const head = `Sent ${formatCount(sent)} records in ${formatDuration(elapsedMs)}`;
  return [`${head}: ${perSecond(figures)}, ${errors(figures)}, ${latency(figures)}`, `  ${types(figures)}`];
}

function resentLine(resentUnknown: number): string {
  return `  sent again after a call without an answer, so perhaps twice there: ${formatCount(resentUnknown)}`;
}

function byRule(episodes: readonly Episode[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { rule } of episodes) numbers[rule] = (numbers[rule] ?? 0) + 1;
  return numbers;
}

function perSecond({ sentPerSecond }: Figures): string {
  return `${formatCount(sentPerSecond)}/s`;
}

function errors({ errors: count, errorRate }: Figures): string {
  return `${formatCount(count)} errors (${(100 * errorRate).toFixed(1)} %)`;
}

function latency({ sendLatencyMs }: Figures): string {
  return `send mean ${formatDuration(sendLatencyMs?.mean)}, p95 ${formatDuration(sendLatencyMs?.p95)}`;
}

/** Only sensors and shops know anomalies. */
function types({ byType, anomalies }: Figures): string {
  return anomalies === 0 ? counts(byType) : `${counts(byType)}; ${formatCount(anomalies)} anomalies`;
}

function counts(byName: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byName).map(
    ([name, count]) => `${formatCount(count)} ${name.replaceAll("_", " ")}`,
  );
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
