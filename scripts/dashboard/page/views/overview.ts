/** The overview: a band for each pipeline with its health, its balance, its throughput and its latency. */
import { h, keepInStep, setText } from "../dom.ts";
import { count, duration, millis, rate } from "../format.ts";
import { card, type Figure, figureTile, type View } from "../parts.ts";
import { filledFrom, type TimeChart, timeChart } from "../charts/time-chart.ts";
import type { OverviewModel, PipelineOverview } from "../../models/overview.ts";
import type { Table } from "../table-text.ts";

const FIGURES = [
  ["rate", "Throughput"],
  ["p50", "Processing p50"],
  ["p95", "Processing p95"],
  ["p99", "Processing p99"],
  ["lag", "Event-time lag"],
  ["late", "Too late"],
  ["dead", "Dead letters"],
  ["duplicates", "Duplicates"],
] as const;

interface Band {
  readonly element: HTMLElement;
  readonly throughput: TimeChart;
  readonly latency: TimeChart;
  update(pipeline: PipelineOverview, model: OverviewModel): void;
}

export function overviewView(): View {
  const element = h("div", { class: "bands" });
  const bands = new Map<string, Band>();
  let shown: OverviewModel | undefined;
  return {
    element,
    update(model) {
      const overview = model as OverviewModel;
      shown = overview;
      keepInStep(
        element,
        overview.pipelines,
        ({ name }) => name,
        ({ name }) => {
          const band = pipelineBand(name);
          bands.set(name, band);
          return band.element;
        },
        (_, pipeline) => bands.get(pipeline.name)?.update(pipeline, overview),
      );
    },
    tables: () => (shown === undefined ? [] : overviewTables(shown)),
  };
}

function pipelineBand(name: string): Band {
  const health = h("span", { class: "health", role: "status" });
  const balance = h("p", { class: "balance", "data-figure": `${name}.balance` });
  const figures = new Map<string, Figure>(
    FIGURES.map(([key, label]) => [key, figureTile(label, `${name}.${key}`)]),
  );
  const throughput = timeChart({
    label: `Throughput of ${name}`,
    clock: "processing time",
    unit: "events/s",
    height: 140,
    floor: 0,
    fill: true,
    format: rate,
  });
  const latency = timeChart({
    label: `Processing latency of ${name}`,
    clock: "processing time",
    unit: "ms",
    height: 140,
    floor: 0,
    format: millis,
  });
  const element = h(
    "section",
    { class: "band", "aria-label": `Pipeline ${name}` },
    h("header", { class: "band-head" }, h("h2", {}, name), health),
    balance,
    h("div", { class: "tiles" }, ...[...figures.values()].map((figure) => figure.element)),
    h(
      "div",
      { class: "pair" },
      card({ title: "Throughput", clock: "processing time" }, throughput.element),
      card({ title: "Processing latency", clock: "processing time" }, latency.element),
    ),
  );
  return {
    element,
    throughput,
    latency,
    update(pipeline, model) {
      health.dataset.level = pipeline.health.level;
      setText(health, pipeline.health.text);
      setText(balance, balanceText(pipeline));
      setFigures(figures, pipeline);
      drawThroughput(throughput, pipeline, model);
      drawLatency(latency, pipeline, model);
    },
  };
}

/** The law of conservation, in words. Without a count of what was sent its right side alone is known. */
function balanceText({ sent, accounted, totals, inFlight }: PipelineOverview): string {
  const parts = `applied ${count(totals.applied)} + too late ${count(totals.expiredLate)} + dead-lettered ${count(totals.deadLettered)} + duplicates ${count(totals.duplicates)}`;
  return sent === null
    ? `${count(accounted)} accounted for = ${parts}`
    : `sent ${count(sent)} = ${parts} + in flight ${count(inFlight)}`;
}

function setFigures(figures: ReadonlyMap<string, Figure>, pipeline: PipelineOverview): void {
  const { totals, latency, objective, accounted } = pipeline;
  const ofAll = (part: number) =>
    accounted === 0 ? "" : `${((100 * part) / accounted).toFixed(2)} % of all`;
  const aim = (quantile: string) =>
    objective !== null && objective.quantile === quantile ? `objective ${objective.targetMs} ms` : "";
  figures.get("rate")?.set(rate(pipeline.perSecond), `${count(accounted)} so far`);
  figures.get("p50")?.set(millis(latency.p50));
  figures.get("p95")?.set(millis(latency.p95), aim("p95"));
  figures.get("p99")?.set(millis(latency.p99), aim("p99"));
  figures.get("lag")?.set(duration(pipeline.lagMs), "now − watermark");
  figures.get("late")?.set(count(totals.expiredLate), ofAll(totals.expiredLate));
  figures.get("dead")?.set(count(totals.deadLettered), ofAll(totals.deadLettered));
  figures.get("duplicates")?.set(count(totals.duplicates), ofAll(totals.duplicates));
}

function drawThroughput(
  chart: TimeChart,
  { rates }: PipelineOverview,
  { fromMs, toMs }: OverviewModel,
): void {
  chart.update({
    atMs: rates.atMs,
    values: [rates.perSecond],
    lines: [{ label: "accounted for", color: "blue", width: 2 }],
    fromMs: filledFrom(fromMs, toMs, rates.atMs[0]),
    toMs,
  });
}

function drawLatency(chart: TimeChart, pipeline: PipelineOverview, { fromMs, toMs }: OverviewModel): void {
  const { points } = pipeline.latencies;
  chart.update({
    atMs: points.map(({ atMs }) => atMs),
    values: [points.map(({ p50 }) => p50), points.map(({ p95 }) => p95), points.map(({ p99 }) => p99)],
    lines: [
      { label: "p50", color: "blue", width: 2 },
      { label: "p95", color: "orange" },
      { label: "p99", color: "purple" },
    ],
    fromMs: filledFrom(fromMs, toMs, points[0]?.atMs),
    toMs,
    target: pipeline.objective?.targetMs,
  });
}

function overviewTables({ pipelines }: OverviewModel): Table[] {
  const now: Table = {
    name: "pipelines",
    columns: [
      "pipeline",
      "health",
      "sent",
      "applied",
      "too_late",
      "dead_lettered",
      "duplicates",
      "in_flight",
      "events_per_second",
      "event_time_lag_ms",
      "processing_p50_ms",
      "processing_p95_ms",
      "processing_p99_ms",
    ],
    rows: pipelines.map(({ name, health, sent, totals, inFlight, perSecond, lagMs, latency }) => [
      name,
      health.text,
      sent,
      totals.applied,
      totals.expiredLate,
      totals.deadLettered,
      totals.duplicates,
      inFlight,
      perSecond,
      lagMs,
      latency.p50,
      latency.p95,
      latency.p99,
    ]),
  };
  const course: Table = {
    name: "throughput",
    columns: ["pipeline", "processing_time", "events_per_second", "event_time_lag_ms"],
    rows: pipelines.flatMap(({ name, rates }) =>
      rates.atMs.map((atMs, i) => [
        name,
        new Date(atMs).toISOString(),
        rates.perSecond[i] ?? null,
        rates.lagMs[i] ?? null,
      ]),
    ),
  };
  return [now, course];
}
