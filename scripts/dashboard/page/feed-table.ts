/** A table with a head and a body that keeps in step with its rows. */
import { h } from "./dom.ts";

export interface FeedTable {
  readonly element: HTMLTableElement;
  readonly body: HTMLElement;
}

export function feedTable(caption: string, columns: readonly string[]): FeedTable {
  const body = h("tbody");
  const head = h("thead", {}, h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, column))));
  const element = h("table", { class: "feed" }, h("caption", { class: "hidden" }, caption), head, body);
  return { element, body };
}
