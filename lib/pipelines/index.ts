/** The pipelines of the product, by name, all of them loaded. */
import type { AnyTopology } from "../engine/index.ts";
import type { PipelineFactory } from "./pipeline.ts";
import { pipelineLoaders } from "./pipeline-loaders.ts";

export type { PipelineFactory, Tuning } from "./pipeline.ts";

export const pipelineFactories: ReadonlyMap<string, PipelineFactory> = new Map(
  await Promise.all([...pipelineLoaders].map(async ([name, load]) => [name, await load()] as const)),
);

export const pipelines: Readonly<Record<string, AnyTopology>> = Object.fromEntries(
  [...pipelineFactories].map(([name, factory]) => [name, factory()]),
);
