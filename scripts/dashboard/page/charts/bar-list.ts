/** Named bars beside each other: a name, a bar, a figure. Thresholds are lines that cross all bars. */
import { h, keepInStep, setText } from "../dom.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  /** The name of a colour of the styles. */
  readonly color: string;
}

export interface Threshold {
  readonly value: number;
  readonly label: string;
}

export interface BarList {
  readonly element: HTMLElement;
  update(bars: readonly Bar[], max: number, thresholds?: readonly Threshold[]): void;
}

/** @param unit of the figures, said once below the bars. */
export function barList(label: string, unit: string): BarList {
  const list = h("ul", { class: "bars", "aria-label": label });
  const scale = h("div", { class: "bar-scale" });
  const element = h("div", { class: "bar-list" }, list, scale, h("p", { class: "axis-note" }, unit));
  return {
    element,
    update(bars, max, thresholds = []) {
      const share = (value: number) => `${Math.min(100, (100 * value) / (max || 1))}%`;
      keepInStep(
        list,
        bars,
        ({ name }) => name,
        makeBar,
        (bar, { name, value, text, color }) => {
          const [title, track, figure] = bar.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
          setText(title, name);
          title.title = name;
          setText(figure, text);
          const fill = track.firstElementChild as HTMLElement;
          fill.style.setProperty("width", share(value));
          fill.style.setProperty("--mark", `var(--${color})`);
        },
      );
      element.classList.toggle("with-thresholds", thresholds.length > 0);
      keepInStep(
        scale,
        thresholds,
        ({ label: name }) => name,
        makeThreshold,
        (mark, threshold) => {
          setText(mark.firstElementChild as Element, threshold.label);
          (mark as HTMLElement).style.setProperty("--at", String(Math.min(1, threshold.value / (max || 1))));
        },
      );
    },
  };
}

function makeBar(): HTMLElement {
  return h(
    "li",
    {},
    h("span", { class: "bar-name" }),
    h("span", { class: "bar-track" }, h("span", { class: "bar-fill" })),
    h("span", { class: "bar-figure" }),
  );
}

function makeThreshold(): HTMLElement {
  return h("span", { class: "threshold" }, h("span", {}));
}
