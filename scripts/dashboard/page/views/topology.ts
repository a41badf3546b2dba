/** The topology's view: each pipeline's graph, drawn from the value that also runs it, with what flows now. */
import { h, keepInStep, setText } from "../dom.ts";
import { type GraphDrawing, graphDrawing } from "../charts/graph.ts";
import { card, type View } from "../parts.ts";
import type { PipelineGraph, TopologyModel } from "../../models/topology.ts";

export function topologyView(): View {
  const list = h("div", { class: "bands" });
  const drawings = new Map<string, { readonly drawing: GraphDrawing; readonly note: HTMLElement }>();
  let shown: TopologyModel | undefined;
  return {
    element: h(
      "div",
      { class: "view" },
      h(
        "p",
        { class: "note" },
        "Rates are of the last seconds, by processing time. Events are offered to every operator that reads the stream; “≤” stands where an operator may say less than it reads.",
      ),
      list,
    ),
    update(next) {
      const model = next as TopologyModel;
      shown = model;
      keepInStep(
        list,
        model.graphs,
        ({ name }) => name,
        ({ name }) => {
          const made = { drawing: graphDrawing(), note: h("p", { class: "note" }) };
          drawings.set(name, made);
          return card({ title: name, clock: "processing time" }, made.note, made.drawing.element);
        },
        (_, graph) => {
          const { drawing, note } = drawings.get(graph.name) ?? {};
          if (note !== undefined) setText(note, guaranteeText(graph));
          drawing?.update(graph);
        },
      );
    },
    tables: () => [
      {
        name: "edges",
        columns: ["pipeline", "from", "to", "events_per_second", "at_most"],
        rows: (shown?.graphs ?? []).flatMap(({ name, edges }) =>
          edges.map(({ from, to, perSecond, isAtMost }) => [
            name,
            from,
            to,
            perSecond,
            isAtMost ? "yes" : "no",
          ]),
        ),
      },
    ],
  };
}

function guaranteeText({ guarantee, dedupe }: PipelineGraph): string {
  const compared =
    dedupe === "id"
      ? "every event is compared with those before"
      : "replays are compared with what was applied";
  return `Effects ${guarantee}; ${compared}.`;
}
