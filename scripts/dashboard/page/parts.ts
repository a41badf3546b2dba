/** What views are made of: cards, figures, filters, notes. */
import { h, setText } from "./dom.ts";
import type { Clock } from "./charts/time-chart.ts";
import type { Table } from "./table-text.ts";

export interface View {
  readonly element: HTMLElement;
  update(model: object): void;
  /** What is shown now, for saving. */
  tables(): readonly Table[];
}

/** What the route has chosen, by the filter's name. */
export type Filters = Readonly<Record<string, string>>;

/** How a view changes what it shows. */
export type SetFilters = (changes: Readonly<Record<string, string>>) => void;

export interface CardOptions {
  readonly title: string;
  /** Whose time its axis or its rows are in. */
  readonly clock?: Clock;
  readonly note?: string;
}

export function card(
  { title, clock, note }: CardOptions,
  ...children: readonly (Node | null)[]
): HTMLElement {
  const head = h(
    "header",
    { class: "card-head" },
    h("h2", {}, title),
    clock === undefined
      ? null
      : h("span", { class: `clock ${clock === "event time" ? "event" : "processing"}` }, clock),
  );
  const about = note === undefined ? null : h("p", { class: "note" }, note);
  return h("section", { class: "card", "aria-label": title }, head, about, ...children);
}

export interface Figure {
  readonly element: HTMLElement;
  set(text: string, detail?: string): void;
}

/** @param key by which a test or a script finds it. */
export function figureTile(label: string, key: string): Figure {
  const value = h("strong", { class: "figure", "data-figure": key });
  const detail = h("span", { class: "figure-detail" });
  const element = h("div", { class: "tile" }, h("span", { class: "figure-label" }, label), value, detail);
  return {
    element,
    set(text, more = "") {
      setText(value, text);
      setText(detail, more);
    },
  };
}

/** Words where there is nothing to show; hidden while there is, and until it is known. */
export function emptyNote(text: string): { readonly element: HTMLElement; show(isEmpty: boolean): void } {
  const element = h("p", { class: "empty", role: "status", hidden: true }, text);
  return {
    element,
    show(isEmpty) {
      element.hidden = !isEmpty;
    },
  };
}

export interface Choice {
  readonly element: HTMLElement;
  set(choices: readonly string[], chosen: string | undefined, labelOf?: (choice: string) => string): void;
}

/** A list to choose one of; the first entry chooses none. */
export function choice(label: string, all: string, onChoose: (chosen: string) => void): Choice {
  const select = h("select", { change: () => onChoose(select.value) });
  let known = "";
  return {
    element: h("label", { class: "choice" }, h("span", {}, label), select),
    set(choices, chosen = "", labelOf = (name) => name) {
      const key = JSON.stringify(choices);
      // The chosen one stays in the list, whether or not it is there to be chosen just now.
      const shown = chosen === "" || choices.includes(chosen) ? choices : [...choices, chosen];
      if (key !== known || select.options.length !== shown.length + 1) {
        known = key;
        select.replaceChildren(
          h("option", { value: "" }, all),
          ...shown.map((name) => h("option", { value: name }, labelOf(name))),
        );
      }
      if (select.value !== chosen) select.value = chosen;
    },
  };
}
