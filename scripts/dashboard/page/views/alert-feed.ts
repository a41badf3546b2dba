/** The newest alerts: a row each, with its value against its band. A row's sensor can be chosen. */
import { h, keepInStep, setText } from "../dom.ts";
import { clock, figure, words } from "../format.ts";
import { feedTable } from "../feed-table.ts";
import { emptyNote } from "../parts.ts";
import type { AlertRow } from "../../models/iot.ts";

export interface AlertFeed {
  readonly element: HTMLElement;
  update(alerts: readonly AlertRow[]): void;
}

const COLUMNS = ["Event time", "Severity", "Sensor", "Value", "Normal band", "Type, location", "Alert"];

export function alertFeed(onChoose: (sensor: string) => void): AlertFeed {
  const { element: table, body } = feedTable("Newest alerts", COLUMNS);
  const empty = emptyNote("No alerts match. Readings outside of their normal band show up here.");
  return {
    element: h(
      "div",
      { class: "scroll tall", tabindex: 0, role: "group", "aria-label": "Alert feed" },
      empty.element,
      table,
    ),
    update(alerts) {
      empty.show(alerts.length === 0);
      table.hidden = alerts.length === 0;
      keepInStep(
        body,
        alerts,
        ({ id }) => id,
        (alert) => alertElement(alert, onChoose),
        () => {},
      );
    },
  };
}

/** An alert never changes. */
function alertElement(alert: AlertRow, onChoose: (sensor: string) => void): HTMLElement {
  const { severity, sensor, band, unit } = alert;
  const mark = h("span", { class: "severity" });
  mark.dataset.level = severity;
  setText(mark, severity);
  return h(
    "tr",
    {},
    h("td", { class: "number" }, clock(alert.eventTimeMs)),
    h("td", {}, mark),
    h("td", {}, h("button", { type: "button", class: "link", click: () => onChoose(sensor) }, sensor)),
    h("td", { class: "number" }, `${figure(alert.value)} ${unit}`),
    h("td", { class: "number" }, band === null ? "learned" : `${figure(band.min)} to ${figure(band.max)}`),
    h("td", {}, `${alert.type}, ${alert.location}`),
    h("td", {}, words(alert.alert)),
  );
}
