/** A pipeline's topology, as the constructs see it: the value that everything in its stack is derived from. */
import type { pipelines } from "../pipelines/index.ts";

export type Topology = (typeof pipelines)[string];

/** Which events are compared with the ledger. */
export type Dedupe = Topology["dedupe"];

/** True when the pipeline makes alerts, which somebody is to be told of. */
export function makesAlerts(topology: Topology): boolean {
  return Object.values(topology.operators).some(({ channel }) => channel?.kind === "alerts");
}
