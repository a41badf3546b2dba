/** The medical view: levels of risk by hour, drift by feature against its thresholds, and latencies. No patient is in it. */
import { h, setText } from "../dom.ts";
import { count, dayAndMinute, figure, millis, minute, NONE, percent, plural, words } from "../format.ts";
import { card, emptyNote, figureTile, type View } from "../parts.ts";
import { barList } from "../charts/bar-list.ts";
import { columnsChart } from "../charts/columns.ts";
import type { LatencyNow, MedicalModel, RiskLevel } from "../../models/medical.ts";
import { LATENCY_EDGES_MS } from "../../sources/metric-source.ts";
import type { Table } from "../table-text.ts";

const LEVELS: readonly RiskLevel[] = ["low", "medium", "high"];
const KINDS = [
  { label: "low risk", color: "sky" },
  { label: "medium risk", color: "orange" },
  { label: "high risk", color: "vermilion" },
];
const WATCH = 0.1;
const DRIFTED = 0.2;
const DRIFT_FULL = 0.4;
const THRESHOLDS = [
  { value: WATCH, label: "0.1 watch" },
  { value: DRIFTED, label: "0.2 drifted" },
];
const PSI_NOTE = "PSI: how far this hour's values are from those that the model was trained on";
const FEATURES_MAX = 14;

function medicalParts() {
  const levels = (label: string, xLabel: string) =>
    columnsChart({ label, xLabel, yLabel: "assessments", kinds: KINDS, format: count });
  return {
    assessed: figureTile("Encounters assessed", "medical.assessed"),
    high: figureTile("At high risk", "medical.high"),
    score: figureTile("Data drift score", "medical.drift"),
    inference: figureTile("One assessment, p99", "medical.inference"),
    hours: levels("Assessments by level and hour", "hour of event time"),
    destinations: levels("Assessments by level and discharge destination", "discharge destination"),
    noHours: emptyNote("No encounters in these hours yet."),
    drift: barList("Drift by feature", PSI_NOTE),
    driftNote: h("p", { class: "note" }),
    histograms: h("div", { class: "pair" }),
    charts: new Map<string, ReturnType<typeof histogram>>(),
  };
}

type MedicalParts = ReturnType<typeof medicalParts>;

export function medicalView(): View {
  const parts = medicalParts();
  let shown: MedicalModel | undefined;
  return {
    element: layOut(parts),
    update(next) {
      const model = next as MedicalModel;
      shown = model;
      updateTiles(parts, model);
      updateRisks(parts, model);
      updateDrift(parts, model);
      for (const latency of model.latencies) updateLatency(parts, latency, model.objective?.targetMs);
    },
    tables: () => (shown === undefined ? [] : medicalTables(shown)),
  };
}

function layOut(parts: MedicalParts): HTMLElement {
  const { assessed, high, score, inference, noHours, hours, destinations, drift, driftNote } = parts;
  const clock = "event time";
  return h(
    "div",
    { class: "view" },
    h("p", { class: "note" }, "Counts, features and times only: nothing of any one patient is shown."),
    h("div", { class: "tiles" }, assessed.element, high.element, score.element, inference.element),
    h(
      "div",
      { class: "pair" },
      card({ title: "Risk by hour", clock }, noHours.element, hours.element),
      card({ title: "Risk by discharge destination", clock }, destinations.element),
    ),
    card({ title: "Drift by feature", clock }, driftNote, drift.element),
    parts.histograms,
  );
}

function updateTiles({ assessed, high, score, inference }: MedicalParts, model: MedicalModel): void {
  const atHigh = model.hours.reduce((sum, { counts }) => sum + counts.high, 0);
  const drifted = model.drift?.score ?? null;
  const inferred = model.latencies.find(({ metric }) => metric === "InferenceLatency");
  assessed.set(count(model.assessed), `in ${plural(model.hours.length, "hour")} of event time`);
  high.set(percent(model.assessed === 0 ? null : atHigh / model.assessed), count(atHigh));
  score.set(drifted === null ? NONE : drifted.toFixed(3), driftWord(drifted));
  inference.set(millis(inferred?.p99), "the model alone");
}

function updateRisks({ noHours, hours, destinations }: MedicalParts, model: MedicalModel): void {
  noHours.show(model.hours.length === 0);
  hours.update(
    model.hours.map(({ startMs, counts }) => stack(minute(startMs), counts, dayAndMinute(startMs))),
  );
  destinations.update(
    model.destinations.map(({ destination, counts }) => stack(words(destination), counts, destination)),
  );
}

function updateDrift({ drift, driftNote }: MedicalParts, { drift: now }: MedicalModel): void {
  const features = now?.features.slice(0, FEATURES_MAX) ?? [];
  setText(driftNote, driftText(now));
  const bars = features.map(({ name, psi }) => {
    return { name: words(name), value: psi, text: psi.toFixed(3), color: driftColor(psi) };
  });
  const top = Math.max(DRIFT_FULL, ...features.map(({ psi }) => psi));
  drift.update(bars, top, features.length === 0 ? [] : THRESHOLDS);
}

function updateLatency({ charts, histograms }: MedicalParts, latency: LatencyNow, targetMs?: number): void {
  const { metric } = latency;
  if (!charts.has(metric)) {
    const made = histogram(latency);
    charts.set(metric, made);
    histograms.append(card({ title: titleOf(latency), clock: "processing time" }, made.element));
  }
  drawHistogram(charts.get(metric), latency, targetMs);
}

function stack(label: string, counts: Readonly<Record<RiskLevel, number>>, title: string) {
  const values = LEVELS.map((level) => counts[level]);
  return {
    label,
    values,
    title: `${title}: ${LEVELS.map((level, i) => `${level} ${count(values[i])}`).join(", ")}`,
  };
}

function driftText(drift: MedicalModel["drift"]): string {
  if (drift === null) return "No hour has been compared yet.";
  const since = `Hour from ${dayAndMinute(drift.startMs)}, ${count(drift.encounters)} encounters, model ${drift.modelVersion}.`;
  if (drift.score === null) return `${since} Too few encounters to say anything yet.`;
  return `${since} Farthest: ${words(drift.worst ?? "")}.`;
}

function driftWord(score: number | null | undefined): string {
  if (score === null || score === undefined) return "nothing to say yet";
  if (score > DRIFTED) return "drifted: over 0.2";
  return score > WATCH ? "watch: over 0.1" : "stable: under 0.1";
}

function driftColor(psi: number): string {
  if (psi > DRIFTED) return "vermilion";
  return psi > WATCH ? "orange" : "sky";
}

function titleOf({ metric }: LatencyNow): string {
  return metric === "InferenceLatency" ? "Time of one assessment" : "Processing latency";
}

function histogram(latency: LatencyNow) {
  return columnsChart({
    label: titleOf(latency),
    xLabel: "ms, from",
    yLabel: "encounters",
    kinds: [{ label: "encounters", color: "blue" }],
    format: count,
  });
}

/** Bins behind the last that has anything are left out, and the objective stays in sight. */
function drawHistogram(
  chart: ReturnType<typeof histogram> | undefined,
  latency: LatencyNow,
  targetMs = 0,
): void {
  const isProcessing = latency.metric === "ProcessingLatency";
  const target = LATENCY_EDGES_MS.findIndex((edge) => edge >= targetMs);
  const last =
    Math.max(
      isProcessing ? target : 5,
      latency.histogram.findLastIndex((value) => value > 0),
    ) + 1;
  const columns = latency.histogram.slice(0, last).map((value, i) => {
    const [from, to] = [LATENCY_EDGES_MS[i], LATENCY_EDGES_MS[i + 1]];
    return { label: figure(from), values: [value], title: `${from} to ${to ?? "∞"} ms: ${count(value)}` };
  });
  chart?.update(
    columns,
    isProcessing && targetMs > 0 ? { after: target, label: `p99 objective ${targetMs} ms` } : undefined,
  );
}

function medicalTables({ hours, destinations, drift, latencies }: MedicalModel): Table[] {
  return [
    {
      name: "risk-by-hour",
      columns: ["window_start", ...LEVELS],
      rows: hours.map(({ startMs, counts }) => [
        new Date(startMs).toISOString(),
        ...LEVELS.map((level) => counts[level]),
      ]),
    },
    {
      name: "risk-by-destination",
      columns: ["discharge_destination", ...LEVELS],
      rows: destinations.map(({ destination, counts }) => [
        destination,
        ...LEVELS.map((level) => counts[level]),
      ]),
    },
    {
      name: "drift",
      columns: ["feature", "psi"],
      rows: (drift?.features ?? []).map(({ name, psi }) => [name, psi]),
    },
    {
      name: "latency",
      columns: ["metric", "from_ms", "values"],
      rows: latencies.flatMap(({ metric, histogram: bins }) =>
        bins.map((value, i) => [metric, LATENCY_EDGES_MS[i] ?? null, value]),
      ),
    },
  ];
}
