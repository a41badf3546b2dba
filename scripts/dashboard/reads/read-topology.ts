/** Reads the graphs: nothing but topologies and the rates of the last seconds. */
import { liveRates } from "../models/rates.ts";
import { pipelineGraph, type TopologyModel } from "../models/topology.ts";
import type { ReadView } from "./look.ts";

export const readTopology: ReadView = async ({ pipelines }) => {
  const graphs = pipelines.map(({ topology, history }) =>
    pipelineGraph(topology, liveRates(history.samples)),
  );
  return { view: "topology", graphs } satisfies TopologyModel;
};
