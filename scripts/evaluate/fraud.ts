/**
 * Evaluates fraud alerts on a clickstream with known fraud, through the pipeline's own operators. What is required stands
 * in REQUIRED and is printed with the figures: of every rule that has episodes, and of all alerts together.
 */
import { entriesOf, processBatch, workerMemory } from "../../lib/engine/index.ts";
import type { FraudAlertRow } from "../../lib/pipelines/commerce/fraud/index.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { MemoryStateStore } from "../../lib/testing/memory-state-store.ts";
import { MemoryViewStore } from "../../lib/testing/memory-view-store.ts";
import { LineRecord } from "../process/line-record.ts";
import { tunedTopology } from "../process/options.ts";
import { shardIdOf } from "../process/shard-of.ts";
import type { EvaluationOutcome } from "./evaluation.ts";
import { type FraudFigures, type FraudRuleFigures, scoreFraud } from "./fraud-score.ts";
import type { FraudTraffic } from "./fraud-traffic.ts";
import { textTable } from "../terminal/text-table.ts";

const REQUIRED = { precisionMin: 0.9, recallMin: 0.8 };
const BATCH_LINES = 100;

/** @param settings the pipeline's, as a deployment has them. */
export async function evaluateFraud(traffic: FraudTraffic, settings?: unknown): Promise<EvaluationOutcome> {
  const alerts = await alertsIn(traffic.lines, settings);
  const figures = scoreFraud(alerts, await traffic.episodes());
  const holds = isAsRequired(figures);
  return {
    text: formatted(traffic.title, figures, holds),
    json: { title: traffic.title, ...figures, required: REQUIRED, holds },
    holds,
    failure: "Cannot confirm the fraud alerts: precision or recall is lower than required",
  };
}

/** The lines as one shard, through what `fraud-alerts` is made of. */
async function alertsIn(lines: FraudTraffic["lines"], settings: unknown): Promise<readonly FraudAlertRow[]> {
  const options = { views: "fraud-alerts", dedupe: "replays", settings } as const;
  const { topology } = await tunedTopology("commerce", options);
  const views = new MemoryViewStore();
  const ports = inProcessPorts({
    state: new MemoryStateStore(),
    views,
    sideOutputs: { sendDeadLetters: async () => {}, sendExpired: async () => {} },
  });
  const memory = workerMemory(new Map());
  for await (const block of lines) {
    for (let i = 0; i < block.length; i += BATCH_LINES) {
      const records = block.slice(i, i + BATCH_LINES).map((line) => new LineRecord(line, null));
      await processBatch(topology, ports, memory, shardIdOf(0), records);
    }
  }
  const pages = await ports.state.keyedPages(shardIdOf(0));
  const stored = views.chunks().filter(({ operator }) => operator === "fraudAlerts");
  return entriesOf("fraudAlerts", stored, pages) as unknown as FraudAlertRow[];
}

function isAsRequired({ rules, all }: FraudFigures): boolean {
  const judged = [...rules.filter(({ episodes }) => episodes > 0), all];
  return judged.every(
    ({ precision, recall }) =>
      (precision ?? 0) >= REQUIRED.precisionMin && (recall ?? 0) >= REQUIRED.recallMin,
  );
}

const HEADER = ["rule", "alerts", "right", "precision", "episodes", "found", "recall", "delay"];
const DEFINITIONS = [
  "right   the alert's user was in an episode of fraud at that time, of whatever kind",
  "found   the episode's own rule has raised an alert about its user while it lasted",
  "delay   median event time from an episode's first event to its alert",
].join("\n");

function formatted(title: string, { rules, all }: FraudFigures, holds: boolean): string {
  const table = textTable([HEADER, ...[...rules, all].map(cellsOf)], { indent: "  " });
  const { precisionMin, recallMin } = REQUIRED;
  const verdict =
    `${holds ? "HOLDS" : "DOES NOT HOLD"}: required of every rule with episodes, and of all together: ` +
    `precision at least ${precisionMin}, recall at least ${recallMin}`;
  return [title, DEFINITIONS, table, verdict].join("\n\n");
}

function cellsOf({
  rule,
  alerts,
  right,
  precision,
  episodes,
  found,
  recall,
  medianDelayMs,
}: FraudRuleFigures) {
  const share = (value: number | null) => (value === null ? "-" : value.toFixed(3));
  const delay = medianDelayMs === null ? "-" : `${(medianDelayMs / 1000).toFixed(1)} s`;
  return [
    rule,
    String(alerts),
    String(right),
    share(precision),
    String(episodes),
    String(found),
    share(recall),
    delay,
  ];
}
