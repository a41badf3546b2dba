/** The status of a pipeline as text for people: some ten lines, what is wrong painted where the terminal shows colours. */
import type { createColors } from "picocolors";
import { formatCount } from "../terminal/format-count.ts";
import { formatDuration } from "../terminal/format-duration.ts";
import type { Minutes, Objective, PipelineStatus, Records, ShardLag } from "./pipeline-status.ts";

export type Paint = Pick<ReturnType<typeof createColors>, "bold" | "dim" | "red" | "yellow" | "green">;

const LABEL_WIDTH = 18;

export function statusText(status: PipelineStatus, stage: string, paint: Paint): string {
  const { pipeline, at, minutes, processingLatencyMs, endToEndLatencyMs, objectives, shards } = status;
  const time = at.slice(11, 19);
  const rows: readonly (readonly [label: string, text: string])[] = [
    ...alarmRows(status, paint),
    ["processing", latencyText(processingLatencyMs)],
    ...objectives.map((objective) => ["objective", objectiveText(objective, paint)] as const),
    ["end to end", latencyText(endToEndLatencyMs)],
    ...shardRows(shards),
    ["dead letters", deadLetterText(status.deadLetters, paint)],
    ["late", status.lateRatePercent === null ? "-" : `${formatCount(status.lateRatePercent)} %`],
    ...status.measured.map(({ metric, worst, above }) => {
      const text = `${formatCount(worst ?? undefined)} at most, alarms above ${formatCount(above)}`;
      return [metric, worst !== null && worst > above ? paint.yellow(text) : text] as const;
    }),
    ["records", recordsText(status.records, paint)],
  ];
  const head = `${paint.bold(pipeline)} ${paint.dim(`on ${stage}, ${time} UTC, the last ${minutes} minutes`)}`;
  return [head, ...rows.map(([label, text]) => `  ${label.padEnd(LABEL_WIDTH)}${text}`)].join("\n");
}

function alarmRows({ alarms: { on, ok, withoutData } }: PipelineStatus, paint: Paint) {
  const counts = `${ok} ok, ${withoutData} without data`;
  const none = on.length === 0 ? paint.green("none on") : `${on.length} on`;
  return [
    ["alarms", `${none}, ${counts}`] as const,
    ...on.map(({ name, severity, forMs }) => {
      const colour = severity === "critical" ? paint.red : paint.yellow;
      const since = forMs === null ? "" : ` for ${formatDuration(forMs)}`;
      return ["", `${colour(`${severity} ${name}`)}${since}`] as const;
    }),
  ];
}

/** The last minute that has data, and the worst of those looked at. */
function latencyText(latency: Readonly<Record<"p50" | "p95" | "p99", Minutes>>): string {
  const shown = (minutes: "last" | "worst") =>
    (["p50", "p95", "p99"] as const)
      .map((rank) => `${rank} ${formatCount(latency[rank][minutes] ?? undefined)}`)
      .join("  ");
  return `${shown("last")} ms in the last minute; worst ${shown("worst")}`;
}

function objectiveText({ percentile, objectiveMs, minutesMissed, minutes }: Objective, paint: Paint): string {
  const text = `${percentile} of processing up to ${formatCount(objectiveMs)} ms: `;
  if (minutes === 0) return `${text}-`;
  if (minutesMissed === 0) return `${text}${paint.green(`kept in all ${minutes} minutes`)}`;
  return `${text}${paint.red(`missed in ${minutesMissed} of ${minutes} minutes`)}`;
}

function shardRows(shards: readonly ShardLag[] | null) {
  if (shards === null) return [["lag", "- (the state table is not yours to read)"] as const];
  if (shards.length === 0) return [["lag", "- (no shard has been processed)"] as const];
  return shards.map(({ shardId, lagMs, idleMs }, i) => {
    const idle = idleMs === null ? "" : `, idle for ${formatDuration(idleMs)}`;
    return [i === 0 ? "lag" : "", `${shardId} ${formatDuration(lagMs ?? undefined)}${idle}`] as const;
  });
}

function deadLetterText(letters: PipelineStatus["deadLetters"], paint: Paint): string {
  const { waiting, held, oldestMs, hoursLeft } = letters;
  const text = `${formatCount(waiting)} waiting, ${formatCount(held)} held by a tool`;
  if (oldestMs === null || hoursLeft === null) return waiting > 0 ? paint.yellow(text) : text;
  const left = `${formatCount(Math.max(0, Math.floor(hoursLeft)))} hours left to replay the oldest`;
  return paint.yellow(`${text}, the oldest for ${formatDuration(oldestMs)}, ${left}`);
}

function recordsText(records: Records, paint: Paint): string {
  const { received, isCountedByStream, unaccounted } = records;
  const { applied, expired, deadLettered, duplicates, heartbeats } = records;
  const parts = [
    `applied ${formatCount(applied)}`,
    `expired ${formatCount(expired)}`,
    `dead-lettered ${formatCount(deadLettered)}`,
    `duplicates ${formatCount(duplicates)}`,
    `heartbeats ${formatCount(heartbeats)}`,
  ].join(" + ");
  const source = isCountedByStream ? "put" : "delivered";
  const rest = `unaccounted ${formatCount(unaccounted ?? undefined)}`;
  const isBroken = unaccounted !== null && unaccounted < 0;
  return `${source} ${formatCount(received ?? undefined)} = ${parts} + ${isBroken ? paint.red(rest) : rest}`;
}
