/** One sensor: chosen by its id or from an alert, with its readings of the last minutes against its normal band. */
import { h, keepInStep, setText } from "../dom.ts";
import { count, figure } from "../format.ts";
import { card } from "../parts.ts";
import { timeChart } from "../charts/time-chart.ts";
import type { IotModel, SensorHistory } from "../../models/iot.ts";

export interface SensorPanel {
  readonly search: HTMLElement;
  readonly element: HTMLElement;
  update(model: IotModel, chosen: string | undefined): void;
}

const SUGGESTIONS = "sensor-ids";

export function sensorPanel(onChoose: (sensor: string) => void): SensorPanel {
  const input = h("input", {
    type: "search",
    list: SUGGESTIONS,
    placeholder: "sensor_0001",
    autocomplete: "off",
    change: () => onChoose(input.value.trim()),
  });
  const suggestions = h("datalist", { id: SUGGESTIONS });
  const title = h("p", { class: "sensor-title", "data-figure": "iot.sensor" });
  const words = h("p", { class: "note" });
  const chart = timeChart({
    label: "Readings of the chosen sensor",
    clock: "event time",
    unit: "value",
    height: 190,
    format: figure,
  });
  const close = h("button", { type: "button", class: "quiet", click: () => onChoose("") }, "Close");
  const panel = card(
    { title: "Sensor history", clock: "event time" },
    h("div", { class: "row" }, title, close),
    words,
    chart.element,
  );
  return {
    search: h("label", { class: "choice" }, h("span", {}, "Sensor"), input, suggestions),
    element: panel,
    update({ sensor, sensors }, chosen = "") {
      keepInStep(
        suggestions,
        sensors,
        (id) => id,
        (id) => h("option", { value: id }),
        () => {},
      );
      if (document.activeElement !== input && input.value !== chosen) input.value = chosen;
      panel.hidden = chosen === "";
      chart.element.hidden = !sensor;
      if (chosen === "") return;
      setText(title, sensor ? sensor.id : chosen);
      setText(
        words,
        sensor ? sensorText(sensor) : "No reading of this sensor is known. It may not have sent any yet.",
      );
      if (!sensor) return;
      const atMs = sensor.points.map(([timeMs]) => timeMs);
      chart.update({
        atMs,
        values: [sensor.points.map(([, value]) => value)],
        lines: [{ label: sensor.unit === "" ? "value" : `value, ${sensor.unit}`, color: "blue", width: 1.5 }],
        fromMs: atMs[0] ?? 0,
        toMs: (atMs.at(-1) ?? 0) + 1,
        band: sensor.band,
      });
    },
  };
}

function sensorText({ type, location, unit, points, status }: SensorHistory): string {
  const last = points.at(-1);
  const value = last === undefined ? "" : `, last ${figure(last[1])} ${unit} (${status})`;
  return `${type} at ${location}${value}. The newest ${count(points.length)} readings in the range.`;
}
