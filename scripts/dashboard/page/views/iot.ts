/** The sensors' view: filters, windows as small multiples, the heat map, the alert feed and one sensor's history. */
import { h, keepInStep, setText } from "../dom.ts";
import { count, figure, minute, plural, words } from "../format.ts";
import { card, choice, emptyNote, figureTile, type Filters, type SetFilters, type View } from "../parts.ts";
import { heatMap } from "../charts/heat-map.ts";
import { type TimeChart, timeChart } from "../charts/time-chart.ts";
import type { IotModel, TypeWindows } from "../../models/iot.ts";
import { alertFeed } from "./alert-feed.ts";
import { iotTables } from "./iot-tables.ts";
import { sensorPanel } from "./sensor-panel.ts";

const MINUTE_MS = 60_000;
const COLORS = ["blue", "orange", "purple", "green"];
const ALERT_TYPES = ["above_normal", "below_normal", "reported", "statistical"];
const EMPTY = "No windows in this range yet. Readings show up here a second after they are processed.";

function iotParts(setFilters: SetFilters) {
  return {
    type: choice("Type", "all types", (type) => setFilters({ type, sensor: "" })),
    location: choice("Location", "all locations", (location) => setFilters({ location, sensor: "" })),
    alert: choice("Alerts", "all alerts", (alert) => setFilters({ alert })),
    readings: figureTile("Readings in these windows", "iot.readings"),
    sensors: figureTile("Sensors", "iot.sensors"),
    matching: figureTile("Newest alerts", "iot.alerts"),
    empty: emptyNote(EMPTY),
    grid: h("div", { class: "multiples" }),
    charts: new Map<string, TimeChart>(),
    heat: heatMap((type, location) => setFilters({ type, location, sensor: "" })),
    heatNote: h("p", { class: "note" }),
    feed: alertFeed((sensor) => setFilters({ sensor })),
    sensor: sensorPanel((sensor) => setFilters({ sensor })),
  };
}

type IotParts = ReturnType<typeof iotParts>;

export function iotView(setFilters: SetFilters, filters: () => Filters): View {
  const parts = iotParts(setFilters);
  let shown: IotModel | undefined;
  return {
    element: layOut(parts),
    update(next) {
      const model = next as IotModel;
      shown = model;
      updateFilters(parts, model, filters());
      updateTiles(parts, model);
      updateMultiples(parts, model);
      setText(parts.heatNote, heatText(model));
      parts.heat.update(model.heat.cells, typesOf(model), locationsOf(model));
      parts.feed.update(model.alerts);
      parts.sensor.update(model, filters().sensor);
    },
    tables: () => (shown === undefined ? [] : iotTables(shown)),
  };
}

function layOut(parts: IotParts): HTMLElement {
  const { type, location, alert, sensor, readings, sensors, matching, heatNote, heat, feed } = parts;
  const clock = "event time";
  return h(
    "div",
    { class: "view" },
    h("div", { class: "filters" }, type.element, location.element, alert.element, sensor.search),
    h("div", { class: "tiles" }, readings.element, sensors.element, matching.element),
    sensor.element,
    parts.empty.element,
    parts.grid,
    h(
      "div",
      { class: "pair uneven" },
      card({ title: "Where readings leave their normal band", clock }, heatNote, heat.element),
      card({ title: "Alerts", clock }, feed.element),
    ),
  );
}

function updateFilters({ type, location, alert }: IotParts, { choices }: IotModel, filters: Filters): void {
  type.set(choices.types, filters.type);
  location.set(choices.locations, filters.location);
  alert.set(ALERT_TYPES, filters.alert, words);
}

function updateTiles({ readings, sensors, matching, empty }: IotParts, model: IotModel): void {
  readings.set(count(model.readings), `in ${plural(model.starts.length, "window")} of a minute`);
  sensors.set(count(model.sensorCount), "with a latest reading");
  matching.set(count(model.alertsMatching), `of ${count(model.alertsLooked)} looked through`);
  empty.show(model.starts.length === 0);
}

function updateMultiples({ charts, grid }: IotParts, model: IotModel): void {
  for (const [name, chart] of charts) {
    if (model.types.some(({ type }) => type === name)) continue;
    chart.destroy();
    charts.delete(name);
  }
  keepInStep(
    grid,
    model.types,
    ({ type }) => type,
    (windows) => {
      const chart = typeChart(windows);
      charts.set(windows.type, chart);
      return card({ title: windows.type, clock: "event time" }, chart.element);
    },
    (_, windows) => drawType(charts.get(windows.type), windows, model),
  );
}

function heatText({ heat: { startMs } }: IotModel): string {
  const when = startMs === null ? "" : `Averages from ${minute(startMs)} on. `;
  return `${when}Blue is below the normal band, orange above. A cell chooses its type and location.`;
}

function typesOf({ types }: IotModel): readonly string[] {
  return types.map(({ type }) => type);
}

function locationsOf(model: IotModel): readonly string[] {
  const present = new Set(model.heat.cells.map(({ location }) => location));
  return model.choices.locations.filter((location) => present.has(location));
}

function typeChart({ type, unit }: TypeWindows): TimeChart {
  return timeChart({
    label: `Average ${type} by location`,
    clock: "event time",
    unit: unit === "" ? "average" : `average, ${unit}`,
    height: 150,
    format: (value) => `${figure(value)} ${unit}`,
  });
}

/** Many locations have one colour: which is which is told under the pointer. */
function drawType(chart: TimeChart | undefined, { series, band }: TypeWindows, { starts }: IotModel): void {
  const isMany = series.length > COLORS.length;
  chart?.update({
    atMs: starts,
    values: series.map(({ averages }) => averages),
    lines: series.map(({ location }, i) => ({
      label: location,
      color: isMany ? "thread" : (COLORS[i] ?? "thread"),
      width: isMany ? 1.2 : 2,
    })),
    fromMs: (starts[0] ?? 0) - MINUTE_MS / 2,
    toMs: (starts.at(-1) ?? 0) + MINUTE_MS / 2,
    band,
  });
}
