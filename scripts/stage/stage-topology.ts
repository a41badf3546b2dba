/** The topology as the stage runs it: stage `local` compares all events, since its producer repeats some on purpose. */
import type { AnyTopology, Dedupe } from "../../lib/engine/index.ts";

export function stageTopology(topology: AnyTopology, stage: string): AnyTopology {
  const dedupe: Dedupe = stage === "local" ? "id" : topology.dedupe;
  return { ...topology, dedupe };
}
