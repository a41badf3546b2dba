/**
 * Lines over time. Each chart says whose time it is (event or processing time), has its unit on the axis, and can show a
 * target line or a normal band. What is under the pointer is told in words below it.
 */
import uPlot from "uplot";
import { h, setText } from "../dom.ts";
import { clock, NONE } from "../format.ts";
import { onTheme } from "../theme.ts";
import { plotOptions } from "./plot-options.ts";

export type Clock = "event time" | "processing time";

export interface LineSpec {
  readonly label: string;
  /** The name of a colour of the styles. */
  readonly color: string;
  readonly dash?: readonly number[];
  readonly width?: number;
}

export interface TimeChartOptions {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly clock: Clock;
  readonly unit: string;
  readonly height: number;
  readonly format: (value: number) => string;
  readonly fill?: boolean;
  /** Nothing below it is shown unless there are values there. */
  readonly floor?: number;
}

export interface TimeChartData {
  readonly atMs: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
  readonly lines: readonly LineSpec[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly target?: number | undefined;
  readonly band?: { readonly min: number; readonly max: number } | null | undefined;
}

export interface TimeChart {
  readonly element: HTMLElement;
  update(data: TimeChartData): void;
  destroy(): void;
}

const MS_PER_S = 1000;
const SPAN_MIN_MS = 120_000;

export function timeChart(options: TimeChartOptions): TimeChart {
  return new DrawnChart(options);
}

/** Values that are told under the pointer at the most. */
const TOLD_MAX = 4;

class DrawnChart implements TimeChart {
  readonly element: HTMLElement;
  readonly #options: TimeChartOptions;
  readonly #place: HTMLElement;
  readonly #legend = h("div", { class: "legend" });
  readonly #readout = h("span", { class: "readout" });
  readonly #observer = new ResizeObserver(() => this.#fit());
  readonly #endTheme = onTheme(() => this.#plot?.redraw(false, true));
  #plot: uPlot | undefined;
  #data: TimeChartData | undefined;

  constructor(options: TimeChartOptions) {
    this.#options = options;
    const label = `${options.label}, by ${options.clock}`;
    this.#place = h("div", { class: "plot", role: "img", "aria-label": label });
    const foot = h("div", { class: "chart-foot" }, this.#legend, this.#readout);
    this.element = h("div", { class: "chart" }, this.#place, foot);
    this.#observer.observe(this.#place);
  }

  update(data: TimeChartData): void {
    const isChanged = legendKey(this.#data) !== legendKey(data);
    this.#data = data;
    if (isChanged) this.#legend.replaceChildren(...legendItems(data, this.#options));
    this.#draw(data);
  }

  destroy(): void {
    this.#observer.disconnect();
    this.#endTheme();
    this.#plot?.destroy();
  }

  #fit(): void {
    const width = this.#place.clientWidth;
    if (this.#plot === undefined) {
      if (this.#data !== undefined) this.#draw(this.#data);
    } else if (width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#options.height });
    }
  }

  #draw(data: TimeChartData): void {
    const width = this.#place.clientWidth;
    if (width === 0) return;
    const columns = [data.atMs.map((atMs) => atMs / MS_PER_S), ...data.values] as uPlot.AlignedData;
    if (this.#plot !== undefined && this.#plot.series.length === data.lines.length + 1) {
      this.#plot.setData(columns, true);
      return;
    }
    this.#plot?.destroy();
    const options = plotOptions(
      this.#options,
      width,
      () => this.#data ?? data,
      (plot) => this.#tell(plot),
    );
    this.#plot = new uPlot(options, columns, this.#place);
  }

  /** What is under the pointer. */
  #tell(plot: uPlot): void {
    const at = plot.cursor.idx ?? -1;
    const timeS = plot.data[0][at];
    if (timeS === undefined) {
      setText(this.#readout, "");
      return;
    }
    const values = (this.#data?.lines ?? [])
      .map(({ label }, i) => [label, this.#data?.values[i]?.[at]] as const)
      .filter(([, value]) => value !== null && value !== undefined)
      .slice(0, TOLD_MAX)
      .map(([label, value]) => `${label} ${this.#options.format(value as number)}`);
    setText(this.#readout, `${clock(timeS * MS_PER_S)}  ${values.join("  ") || NONE}`);
  }
}

/** A range of which the beginning is still empty begins where its values do: what is new is not squeezed to the edge. */
export function filledFrom(fromMs: number, toMs: number, firstMs: number | undefined): number {
  return Math.max(fromMs, Math.min(firstMs ?? fromMs, toMs - SPAN_MIN_MS));
}

function legendKey(data: TimeChartData | undefined): string {
  if (data === undefined) return "";
  return JSON.stringify([data.lines, data.target, data.band]);
}

/** More lines than these tell themselves under the pointer. */
const LEGEND_MAX = 5;

function legendItems({ lines, target, band }: TimeChartData, { format }: TimeChartOptions): HTMLElement[] {
  const shown = lines.length > LEGEND_MAX ? [] : lines;
  const items = shown.map(({ label, color: name }) => legendItem(label, name, "line"));
  if (target !== undefined) items.push(legendItem(`objective ${format(target)}`, "target", "dash"));
  if (band) items.push(legendItem(`normal ${band.min} to ${band.max}`, "band", "area"));
  return items;
}

function legendItem(label: string, name: string, kind: string): HTMLElement {
  const mark = h("i", { class: `mark ${kind}` });
  mark.style.setProperty("--mark", `var(--${name})`);
  return h("span", { class: "legend-item" }, mark, label);
}
