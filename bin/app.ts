/**
 * The CDK app: one stack a pipeline, for the stage that is asked for.
 * `-c stage=local|dev|prod` (dev), `-c pipelines=a,b` (all), `-c account=… -c region=…` (the credentials'),
 * `-c settings={"commerce":{"fraud":{…}}}` (none; in cdk.json as an object).
 */
import { App } from "aws-cdk-lib/core";
import { PipelineStack, readAppOptions, SynthesisError, stageConfig } from "../lib/infra/index.ts";
import { pipelineFactories } from "../lib/pipelines/index.ts";

const app = new App();
try {
  const { stage, env, parallelizationFactor, settings, ...asked } = readAppOptions(
    (name) => app.node.tryGetContext(name),
    [...pipelineFactories.keys()],
  );
  for (const name of asked.pipelines) {
    const topologyOf = pipelineFactories.get(name);
    if (topologyOf === undefined) continue;
    const own = settings[name];
    const topology = topologyOf({ settings: own });
    const config = { ...stageConfig(stage), ...(own === undefined ? {} : { settings: JSON.stringify(own) }) };
    new PipelineStack(app, { config, topology, env, parallelizationFactor });
  }
} catch (error) {
  if (!(error instanceof SynthesisError || error instanceof RangeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
