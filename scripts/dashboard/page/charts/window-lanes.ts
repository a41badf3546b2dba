/** Windows on a line of event time: open, complete or retired, each with its panes. The watermark stands between them. */
import { svg } from "../dom.ts";
import { minute, plural } from "../format.ts";
import { drawnToWidth } from "./drawn-to-width.ts";
import type { WindowLane } from "../../models/streams.ts";

const LANE = 26;
const BAR = 20;
const TOP = 2;
const FOOT = 32;
const TEXT_WIDTH = 70;
/** A window that is narrower has no room for its figure. */
const FIGURE_WIDTH = 24;

export interface WindowLanes {
  readonly element: HTMLElement;
  update(lane: WindowLane, watermarkMs: number | null): void;
}

export function windowLanes(): WindowLanes {
  const drawing = drawnToWidth("lanes");
  return {
    element: drawing.element,
    update(lane, watermarkMs) {
      drawing.draw(JSON.stringify([lane, watermarkMs]), (width) => {
        const rows = rowsOf(lane);
        const height = TOP + rows.length * LANE + FOOT;
        const label = `Windows of ${lane.operator}, by event time`;
        return { height, label, parts: draw(rows, watermarkMs, width, height) };
      });
    },
  };
}

type Row = WindowLane["windows"][number][];

/** Windows that overlap stand below each other. */
function rowsOf({ windows }: WindowLane): Row[] {
  const rows: Row[] = [];
  for (const window of [...windows].sort((one, other) => one.startMs - other.startMs)) {
    const row = rows.find((placed) => (placed.at(-1)?.endMs ?? 0) <= window.startMs);
    if (row === undefined) rows.push([window]);
    else row.push(window);
  }
  return rows;
}

function draw(rows: readonly Row[], watermarkMs: number | null, width: number, height: number): SVGElement[] {
  const windows = rows.flat();
  const fromMs = Math.min(...windows.map(({ startMs }) => startMs));
  const toMs = Math.max(...windows.map(({ endMs }) => endMs));
  const x = (timeMs: number) => 2 + ((width - 4) * (timeMs - fromMs)) / (toMs - fromMs || 1);
  const parts = rows.flatMap((row, i) =>
    row.flatMap((window) => windowParts(window, x(window.startMs), x(window.endMs), TOP + i * LANE)),
  );
  if (watermarkMs !== null && watermarkMs > fromMs && watermarkMs < toMs) {
    const at = x(watermarkMs);
    const isFar = at > width - TEXT_WIDTH;
    parts.push(svg("line", { x1: at, x2: at, y1: 0, y2: height - FOOT + 12, class: "target-line" }));
    const place = { x: isFar ? at - 5 : at + 5, y: height - FOOT + 11 };
    parts.push(svg("text", { ...place, class: isFar ? "tick end" : "tick" }, "watermark"));
  }
  return [
    ...parts,
    svg("text", { x: 2, y: height - 3, class: "tick" }, minute(fromMs)),
    svg("text", { x: width / 2, y: height - 3, class: "axis middle" }, "event time"),
    svg("text", { x: width - 2, y: height - 3, class: "tick end" }, minute(toMs)),
  ];
}

function windowParts(window: Row[number], left: number, right: number, y: number): SVGElement[] {
  const { startMs, endMs, phase, panes } = window;
  const width = Math.max(2, right - left - 2);
  const rect = svg("rect", { x: left + 1, y: y + 1, width, height: BAR, rx: 4, class: `window ${phase}` });
  rect.append(svg("title", {}, `${minute(startMs)} to ${minute(endMs)}: ${phase}, ${plural(panes, "pane")}`));
  if (panes === 0 || width < FIGURE_WIDTH) return [rect];
  return [rect, svg("text", { x: (left + right) / 2, y: y + 15, class: `window-text ${phase}` }, panes)];
}
