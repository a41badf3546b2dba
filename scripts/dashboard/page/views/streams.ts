/** The streams' view: shards and their watermarks, how far event time lags, and what has become of the latest windows. */
import { h, keepInStep, setText } from "../dom.ts";
import { clock, count, duration, plural } from "../format.ts";
import { feedTable } from "../feed-table.ts";
import { card, choice, emptyNote, figureTile, type Filters, type SetFilters, type View } from "../parts.ts";
import { filledFrom, type TimeChart, timeChart } from "../charts/time-chart.ts";
import { type WindowLanes, windowLanes } from "../charts/window-lanes.ts";
import type { ShardRow, StreamsModel, StreamView, WindowLane } from "../../models/streams.ts";
import type { Table } from "../table-text.ts";

const COLORS = ["blue", "orange", "green", "purple", "vermilion", "sky"];
const LAG_NOTE = "Now minus the watermark, shard by shard.";
const WINDOWS_NOTE =
  "Open until their end, complete while late events still count, then retired. A figure in a window is its panes.";
const COLUMNS = ["Shard", "Accounted for", "Watermark", "Newest event", "Lag", "Last record"];

export function streamsView(setFilters: SetFilters, filters: () => Filters): View {
  const pipeline = choice("Pipeline", "all pipelines", (chosen) => setFilters({ pipeline: chosen }));
  const list = h("div", { class: "bands" });
  const panels = new Map<string, ReturnType<typeof streamPanel>>();
  const names = new Set<string>();
  let shown: StreamsModel | undefined;
  return {
    element: h("div", { class: "view" }, h("div", { class: "filters" }, pipeline.element), list),
    update(next) {
      const model = next as StreamsModel;
      shown = model;
      for (const { name } of model.streams) names.add(name);
      pipeline.set([...names], filters().pipeline);
      keepInStep(
        list,
        model.streams,
        ({ name }) => name,
        (stream) => {
          const panel = streamPanel(stream);
          panels.set(stream.name, panel);
          return panel.element;
        },
        (_, stream) => panels.get(stream.name)?.update(stream, model),
      );
    },
    tables: () => (shown === undefined ? [] : streamTables(shown)),
  };
}

function panelParts({ name, stream }: StreamView) {
  return {
    watermark: figureTile("Watermark", `${name}.watermark`),
    lag: figureTile("Event-time lag", `${name}.lag`),
    windows: figureTile("Windows", `${name}.windows`),
    panes: figureTile("Panes fired", `${name}.panes`),
    shards: feedTable(`Shards of ${stream}`, COLUMNS),
    chart: timeChart({
      label: `Event-time lag of ${stream}`,
      clock: "processing time",
      unit: "lag, s",
      height: 150,
      floor: 0,
      format: (value) => duration(value * 1000),
    }),
    lanes: h("div", { class: "lane-list" }),
    drawn: new Map<string, Lane>(),
    none: emptyNote("No shard of this stream has been read yet."),
  };
}

type PanelParts = ReturnType<typeof panelParts>;

interface Lane {
  readonly drawing: WindowLanes;
  readonly note: HTMLElement;
}

function streamPanel(view: StreamView) {
  const parts = panelParts(view);
  return {
    element: layOut(parts, view),
    update(next: StreamView, model: StreamsModel): void {
      parts.none.show(next.shards.length === 0);
      updateTiles(parts, next);
      keepInStep(parts.shards.body, next.shards, ({ shardId }) => shardId, shardElement, updateShard);
      drawLag(parts.chart, next, model);
      updateLanes(parts, next);
    },
  };
}

function layOut(parts: PanelParts, { name, stream }: StreamView): HTMLElement {
  const { watermark, lag, windows, panes, none, shards, chart, lanes } = parts;
  return h(
    "section",
    { class: "band", "aria-label": `Stream ${stream}` },
    h("header", { class: "band-head" }, h("h2", {}, name), h("span", { class: "muted" }, `stream ${stream}`)),
    h("div", { class: "tiles" }, watermark.element, lag.element, windows.element, panes.element),
    none.element,
    h(
      "div",
      { class: "pair" },
      card({ title: "Shards" }, h("div", { class: "scroll" }, shards.element)),
      card({ title: "Event-time lag", clock: "processing time", note: LAG_NOTE }, chart.element),
    ),
    card({ title: "Windows", clock: "event time", note: WINDOWS_NOTE }, lanes),
  );
}

function updateTiles(parts: PanelParts, { watermarkMs, floorMs, shards, lanes }: StreamView): void {
  const sum = (of: keyof WindowLane["counts"]) =>
    count(lanes.reduce((total, { counts }) => total + counts[of], 0));
  const lags = shards.map(({ lagMs }) => lagMs).filter((lagMs) => lagMs !== null);
  parts.watermark.set(clock(watermarkMs), `slowest shard; windows retired up to ${clock(floorMs)}`);
  parts.lag.set(duration(lags.length === 0 ? null : Math.max(...lags)), "now − watermark");
  parts.windows.set(sum("open"), `open; ${sum("complete")} complete, ${sum("retired")} retired`);
  parts.panes.set(sum("panes"), `${sum("latePanes")} of them late`);
}

/** Operators without a window in the range have no lane. */
function updateLanes({ lanes, drawn }: PanelParts, view: StreamView): void {
  keepInStep(
    lanes,
    view.lanes.filter(({ windows }) => windows.length > 0),
    ({ operator }) => operator,
    ({ operator }) => {
      const lane: Lane = { drawing: windowLanes(), note: h("span", { class: "muted" }) };
      drawn.set(operator, lane);
      return h("div", { class: "lane" }, h("h3", {}, operator, " ", lane.note), lane.drawing.element);
    },
    (_, lane) => {
      const { drawing, note } = drawn.get(lane.operator) ?? {};
      if (note !== undefined) setText(note, laneText(lane));
      drawing?.update(lane, view.watermarkMs);
    },
  );
}

function laneText({ allowedLatenessMs, counts }: WindowLane): string {
  const { open, complete, retired, panes, latePanes } = counts;
  const phases = `${count(open)} open, ${count(complete)} complete, ${count(retired)} retired`;
  return `${phases}; ${plural(panes, "pane")}, ${count(latePanes)} of them late. Late events count for ${duration(allowedLatenessMs)}.`;
}

function shardElement({ shardId }: ShardRow): HTMLElement {
  return h(
    "tr",
    {},
    h("td", { title: shardId }, shardName(shardId)),
    ...COLUMNS.slice(1).map(() => h("td", { class: "number" })),
  );
}

/** `shardId-000000000002` is shard 2. */
function shardName(shardId: string): string {
  return shardId.replace(/^shardId-0*(?=\d)/, "shard ");
}

function updateShard(row: Element, shard: ShardRow): void {
  const cells = [
    count(shard.accounted),
    clock(shard.watermarkMs),
    clock(shard.maxEventTimeMs),
    duration(shard.lagMs),
    shard.quietMs === null ? "–" : `${duration(shard.quietMs)} ago`,
  ];
  cells.forEach((text, i) => setText(row.children[i + 1] as Element, text));
}

function drawLag(chart: TimeChart, { lag }: StreamView, { fromMs, toMs }: StreamsModel): void {
  chart.update({
    atMs: lag.atMs,
    values: lag.shards.map(({ lagMs }) => lagMs.map((value) => (value === null ? null : value / 1000))),
    lines: lag.shards.map(({ shardId }, i) => ({
      label: shardName(shardId),
      color: COLORS[i % COLORS.length] ?? "blue",
    })),
    fromMs: filledFrom(fromMs, toMs, lag.atMs[0]),
    toMs,
  });
}

function streamTables({ streams }: StreamsModel): Table[] {
  const iso = (timeMs: number | null) => (timeMs === null ? null : new Date(timeMs).toISOString());
  return [
    {
      name: "shards",
      columns: ["pipeline", "shard", "accounted_for", "watermark", "newest_event", "lag_ms"],
      rows: streams.flatMap(({ name, shards }) =>
        shards.map((shard) => [
          name,
          shard.shardId,
          shard.accounted,
          iso(shard.watermarkMs),
          iso(shard.maxEventTimeMs),
          shard.lagMs,
        ]),
      ),
    },
    {
      name: "windows",
      columns: ["pipeline", "operator", "window_start", "window_end", "phase", "panes"],
      rows: streams.flatMap(({ name, lanes }) =>
        lanes.flatMap(({ operator, windows }) =>
          windows.map(({ startMs, endMs, phase, panes }) => [
            name,
            operator,
            iso(startMs),
            iso(endMs),
            phase,
            panes,
          ]),
        ),
      ),
    },
  ];
}
