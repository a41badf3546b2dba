/** An SVG that is as wide as its place: drawn anew when the place or what it shows changes, so that texts keep their size. */
import { h, svg } from "../dom.ts";

export interface WideDrawing {
  readonly element: HTMLElement;
  /** @param key stands for all that `draw` shows: the same key is not drawn again. */
  draw(key: string, draw: Draw): void;
}

export interface Drawn {
  readonly height: number;
  readonly label: string;
  readonly parts: readonly SVGElement[];
}

export type Draw = (width: number) => Drawn;

const WIDTH_MIN = 260;

export function drawnToWidth(name: string): WideDrawing {
  const drawing = svg("svg", { role: "img", class: name });
  const element = h("div", { class: "plot" }, drawing);
  let shown = "";
  let latest: Draw | undefined;
  let drawnWidth = 0;

  function redraw(): void {
    const width = Math.max(WIDTH_MIN, element.clientWidth);
    if (latest === undefined || element.clientWidth === 0) return;
    drawnWidth = element.clientWidth;
    const { height, label, parts } = latest(width);
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.setAttribute("width", String(width));
    drawing.setAttribute("height", String(height));
    drawing.setAttribute("aria-label", label);
    drawing.replaceChildren(...parts);
  }

  new ResizeObserver(() => {
    if (element.clientWidth !== drawnWidth) redraw();
  }).observe(element);
  return {
    element,
    draw(key, draw) {
      latest = draw;
      if (key === shown && drawnWidth === element.clientWidth) return;
      shown = key;
      redraw();
    },
  };
}
