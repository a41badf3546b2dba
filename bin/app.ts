/**
 * The CDK app: one stack a pipeline, for the stage that is asked for.
 * `-c stage=local|dev|prod` (dev), `-c pipelines=a,b` (all), `-c account=… -c region=…` (the credentials').
 */
import { App } from "aws-cdk-lib/core";
import { PipelineStack, readAppOptions, SynthesisError, stageConfig } from "../lib/infra/index.ts";
import { pipelines } from "../lib/pipelines/index.ts";

const app = new App();
try {
  const { stage, env, parallelizationFactor, ...asked } = readAppOptions(
    (name) => app.node.tryGetContext(name),
    Object.keys(pipelines),
  );
  for (const name of asked.pipelines) {
    const topology = pipelines[name];
    if (topology === undefined) continue;
    new PipelineStack(app, { config: stageConfig(stage), topology, env, parallelizationFactor });
  }
} catch (error) {
  if (!(error instanceof SynthesisError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
