/** Columns side by side, each a stack: how much of each kind, by hour or by bin. The axis has its unit. */
import { h, svg } from "../dom.ts";
import { drawnToWidth } from "./drawn-to-width.ts";

export interface ColumnKind {
  readonly label: string;
  readonly color: string;
}

export interface Column {
  readonly label: string;
  /** Of each kind in turn. */
  readonly values: readonly number[];
  /** For the pointer. */
  readonly title: string;
}

export interface Columns {
  readonly element: HTMLElement;
  update(columns: readonly Column[], mark?: { readonly after: number; readonly label: string }): void;
}

export interface ColumnsOptions {
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly kinds: readonly ColumnKind[];
  readonly format: (value: number) => string;
}

const HEIGHT = 210;
const LEFT = 60;
const RIGHT = 6;
const BOTTOM = 40;
const TOP = 16;
const LABEL_WIDTH = 84;
const COLUMN_MAX = 64;
const GRID_LINES = 4;
/** Beyond this share of the width a mark's words stand on its left. */
const LEFT_OF_MARK = 0.7;

export function columnsChart(options: ColumnsOptions): Columns {
  const drawing = drawnToWidth("columns");
  const legend = h("div", { class: "legend" });
  for (const { label, color } of options.kinds.length > 1 ? options.kinds : []) {
    const mark = h("i", { class: "mark area" });
    mark.style.setProperty("--mark", `var(--${color})`);
    legend.append(h("span", { class: "legend-item" }, mark, label));
  }
  return {
    element: h("div", { class: "chart" }, drawing.element, h("div", { class: "chart-foot" }, legend)),
    update(columns, mark) {
      drawing.draw(JSON.stringify([columns, mark]), (width) => ({
        height: HEIGHT,
        label: options.label,
        parts: [
          ...axes(columns, options, width),
          ...columns.flatMap((column, i) => stack(column, placeOf(i, columns, width), columns, options)),
          ...(mark === undefined ? [] : markLine(mark, columns, width)),
        ],
      }));
    },
  };
}

/** The least round figure that is above all columns. */
function roundTop(value: number): number {
  if (value <= GRID_LINES) return GRID_LINES;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 6, 8, 10].find((times) => times * power >= value) ?? 10;
  return step * power;
}

function topOf(columns: readonly Column[]): number {
  return roundTop(Math.max(0, ...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0))));
}

function yOf(value: number, top: number): number {
  return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
}

function stepOf(columns: readonly Column[], width: number): number {
  return (width - LEFT - RIGHT) / Math.max(1, columns.length);
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly isLabelled: boolean;
}

function placeOf(i: number, columns: readonly Column[], width: number): Place {
  const step = stepOf(columns, width);
  const columnWidth = Math.min(COLUMN_MAX, step * 0.8);
  const isNumbers = columns.every(({ label }) => label.length < 6);
  const every = Math.ceil((isNumbers ? LABEL_WIDTH / 2 : LABEL_WIDTH) / step);
  return {
    left: LEFT + i * step + (step - columnWidth) / 2,
    width: columnWidth,
    isLabelled: i % every === 0,
  };
}

function axes(columns: readonly Column[], options: ColumnsOptions, width: number): SVGElement[] {
  const top = topOf(columns);
  const lines = Array.from({ length: GRID_LINES + 1 }, (_, i) => (i * top) / GRID_LINES).flatMap((value) => {
    const y = yOf(value, top);
    return [
      svg("line", { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: "grid" }),
      svg("text", { x: LEFT - 8, y: y + 4, class: "tick end" }, options.format(value)),
    ];
  });
  const middle = TOP + (HEIGHT - TOP - BOTTOM) / 2;
  return [
    ...lines,
    svg("text", { x: (LEFT + width) / 2, y: HEIGHT - 6, class: "axis middle" }, options.xLabel),
    svg("text", { transform: `translate(11 ${middle}) rotate(-90)`, class: "axis middle" }, options.yLabel),
  ];
}

function stack(
  { label, values, title }: Column,
  { left, width, isLabelled }: Place,
  columns: readonly Column[],
  { kinds }: ColumnsOptions,
): SVGElement[] {
  const top = topOf(columns);
  let base = 0;
  const parts: SVGElement[] = values.map((value, kind) => {
    const y = yOf(base + value, top);
    const rect = svg("rect", { x: left, y, width, height: Math.max(0, yOf(base, top) - y), rx: 1.5 });
    rect.style.setProperty("fill", `var(--${kinds[kind]?.color ?? "accent"})`);
    rect.append(svg("title", {}, title));
    base += value;
    return rect;
  });
  if (!isLabelled) return parts;
  return [
    ...parts,
    svg("text", { x: left + width / 2, y: HEIGHT - BOTTOM + 15, class: "tick middle" }, label),
  ];
}

function markLine(
  { after, label }: { readonly after: number; readonly label: string },
  columns: readonly Column[],
  width: number,
): SVGElement[] {
  const x = LEFT + after * stepOf(columns, width);
  const isFar = x > width * LEFT_OF_MARK;
  return [
    svg("line", { x1: x, x2: x, y1: 2, y2: HEIGHT - BOTTOM, class: "target-line" }),
    svg("text", { x: isFar ? x - 6 : x + 6, y: 11, class: isFar ? "tick end" : "tick" }, label),
  ];
}
