/** The pipelines of the product, by name. */
import type { AnyTopology } from "../engine/index.ts";
import { iotTopology } from "./iot/topology.ts";
import { medicalTopology } from "./medical/topology.ts";
import type { PipelineFactory } from "./pipeline.ts";

export type { PipelineFactory, Tuning } from "./pipeline.ts";

export const pipelineFactories: ReadonlyMap<string, PipelineFactory> = new Map<string, PipelineFactory>([
  ["iot", iotTopology],
  ["medical", (tuning) => medicalTopology(tuning)],
]);

export const pipelines: Readonly<Record<string, AnyTopology>> = Object.fromEntries(
  [...pipelineFactories].map(([name, factory]) => [name, factory()]),
);
