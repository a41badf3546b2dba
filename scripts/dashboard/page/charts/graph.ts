/** A pipeline's graph as a drawing: columns of boxes, arrows between them with what flows along them. */
import { h, svg } from "../dom.ts";
import { rate } from "../format.ts";
import type { GraphEdge, GraphNode, PipelineGraph } from "../../models/topology.ts";

const BOX = { width: 190, height: 62 } as const;
const GAP = { x: 112, y: 12 } as const;
const EDGE = 8;
const MARKER = "arrow";

export interface GraphDrawing {
  readonly element: HTMLElement;
  update(graph: PipelineGraph): void;
}

export function graphDrawing(): GraphDrawing {
  const drawing = svg("svg", { class: "graph", role: "img" });
  const element = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Graph" }, drawing);
  let drawn = "";
  return {
    element,
    update(graph) {
      const key = JSON.stringify(graph);
      if (key === drawn) return;
      drawn = key;
      const width = graph.columns * (BOX.width + GAP.x) - GAP.x + 2 * EDGE;
      const height = graph.rows * (BOX.height + GAP.y) - GAP.y + 2 * EDGE;
      drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
      drawing.setAttribute("width", String(width));
      drawing.setAttribute("height", String(height));
      drawing.setAttribute("aria-label", `The operators of ${graph.name} and what flows between them`);
      drawing.replaceChildren(arrowHead(), ...edgesOf(graph), ...graph.nodes.map((node) => box(node, graph)));
    },
  };
}

/** A column with fewer boxes than the highest begins lower, so that arrows stay short. */
function placeOf(
  node: GraphNode,
  { nodes, rows }: PipelineGraph,
): { readonly x: number; readonly y: number } {
  const inColumn = nodes.filter(({ column }) => column === node.column).length;
  const shift =
    node.column === 0 ? 0 : ((rows - inColumn) * (BOX.height + GAP.y)) / (node.column === 1 ? 2 : 4);
  const top = node.column === 0 ? ((rows - inColumn) * (BOX.height + GAP.y)) / 2 : shift;
  return { x: EDGE + node.column * (BOX.width + GAP.x), y: EDGE + top + node.row * (BOX.height + GAP.y) };
}

function arrowHead(): SVGElement {
  const head = svg("marker", {
    id: MARKER,
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 9,
    markerHeight: 9,
    markerUnits: "userSpaceOnUse",
    orient: "auto",
  });
  head.append(svg("path", { d: "M0,0 L8,4 L0,8 z", class: "arrow-head" }));
  return svg("defs", {}, head);
}

function edgesOf(graph: PipelineGraph): SVGElement[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return graph.edges.flatMap((edge) => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    return from === undefined || to === undefined
      ? []
      : arrow(placeOf(from, graph), placeOf(to, graph), edge);
  });
}

type Place = ReturnType<typeof placeOf>;

function arrow(from: Place, to: Place, { perSecond, isAtMost }: GraphEdge): SVGElement[] {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x - 2, to.y + BOX.height / 2];
  const bend = GAP.x / 2;
  const path = `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
  const flows = perSecond !== null && perSecond > 0;
  const line = svg("path", { d: path, class: flows ? "flow live" : "flow", "marker-end": `url(#${MARKER})` });
  line.style.setProperty("--flow", `${flows ? 1 + Math.min(3, Math.log10(1 + perSecond)) : 1}px`);
  if (perSecond === null) return [line];
  const text = `${isAtMost ? "≤ " : ""}${rate(perSecond)}`;
  return [line, svg("text", { x: x2 - 14, y: y2 - 7, class: "flow-text" }, text)];
}

function box(node: GraphNode, graph: PipelineGraph): SVGElement {
  const { x, y } = placeOf(node, graph);
  const { width, height } = BOX;
  const lines = [
    svg("text", { x: 12, y: 23, class: "box-title" }, shortened(node.title)),
    ...node.facts.map((fact, i) => svg("text", { x: 12, y: 39 + 14 * i, class: "box-fact" }, fact)),
  ];
  const group = svg("g", { transform: `translate(${x} ${y})`, class: `box ${node.kind}` });
  group.append(svg("rect", { width, height, rx: 8 }), ...lines, svg("title", {}, node.title));
  return group;
}

function shortened(title: string): string {
  return title.length > 24 ? `${title.slice(0, 23)}…` : title;
}
