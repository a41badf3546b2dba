/**
 * The CDK app: one stack a pipeline, for the stage in context `stage` (default dev) and the pipelines in context
 * `pipelines` (default all that exist).
 */
import { App } from "aws-cdk-lib";
import { STAGES, type Stage } from "../lib/contract/index.ts";
import { PipelineStack } from "../lib/infra/index.ts";
import { pipelines } from "../lib/pipelines/index.ts";

const app = new App();
const stage: unknown = app.node.tryGetContext("stage") ?? "dev";
const names = String(app.node.tryGetContext("pipelines") ?? Object.keys(pipelines).join(",")).split(",");

if (!isStage(stage))
  throw new Error(`Cannot synthesize stage ${String(stage)}: name one of ${STAGES.join(", ")}`);
for (const name of names) {
  const topology = pipelines[name];
  if (topology === undefined) {
    throw new Error(`Cannot synthesize pipeline ${name}: name some of ${Object.keys(pipelines).join(", ")}`);
  }
  new PipelineStack(app, {
    topology,
    stage,
    parallelizationFactor: Number(app.node.tryGetContext("parallelizationFactor") ?? 1),
  });
}

function isStage(name: unknown): name is Stage {
  return STAGES.some((stage) => stage === name);
}
