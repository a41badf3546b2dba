/**
 * A table of types by locations whose colours say where an average lies in its normal band: pale inside, blue below,
 * orange above, which colour-blind people tell apart too. Each cell says its figure, and chooses its type and location.
 */
import { h, setText } from "../dom.ts";
import { count, figure } from "../format.ts";
import type { HeatCell } from "../../models/iot.ts";

export interface HeatMap {
  readonly element: HTMLElement;
  update(cells: readonly HeatCell[], types: readonly string[], locations: readonly string[]): void;
}

/** Twice the band's half width from its middle is as strong as colours get. */
const STRONGEST = 2;

export function heatMap(onChoose: (type: string, location: string) => void): HeatMap {
  const head = h("thead");
  const body = h("tbody");
  const table = h(
    "table",
    { class: "heat" },
    h("caption", { class: "hidden" }, "Averages by type and location"),
    head,
    body,
  );
  const element = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Heat map" }, table);
  let shape = "";
  const buttons = new Map<string, HTMLButtonElement>();

  function build(types: readonly string[], locations: readonly string[]): void {
    buttons.clear();
    head.replaceChildren(h("tr", {}, h("td"), ...types.map((type) => h("th", { scope: "col" }, type))));
    const rows = locations.map((location) => {
      const cells = types.map((type) => {
        const button = h("button", { type: "button", click: () => onChoose(type, location) });
        buttons.set(keyOf(type, location), button);
        return h("td", {}, button);
      });
      return h("tr", {}, h("th", { scope: "row" }, location), ...cells);
    });
    body.replaceChildren(...rows);
  }

  return {
    element,
    update(cells, types, locations) {
      const wanted = JSON.stringify([types, locations]);
      if (wanted !== shape) build(types, locations);
      shape = wanted;
      const byKey = new Map(cells.map((cell) => [keyOf(cell.type, cell.location), cell]));
      for (const [key, button] of buttons) paint(button, byKey.get(key));
    },
  };
}

function paint(button: HTMLButtonElement, cell: HeatCell | undefined): void {
  const position = cell?.position ?? 0;
  const strength = Math.min(1, Math.max(0, (Math.abs(position) - 0.1) / STRONGEST));
  button.style.setProperty("--strength", `${Math.round(strength * 100)}%`);
  button.dataset.side = cell === undefined ? "none" : position < 0 ? "below" : "above";
  setText(button, cell === undefined ? "·" : figure(cell.average));
  button.title =
    cell === undefined
      ? "No readings"
      : `${cell.type}, ${cell.location}: ${figure(cell.average)} ${cell.unit} of ${count(cell.readings)} readings`;
}

function keyOf(type: string, location: string): string {
  return JSON.stringify([type, location]);
}
