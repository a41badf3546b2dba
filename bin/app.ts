/**
/**
 * The CDK app: one stack a pipeline, and the overview of all of them, for the stage that is asked for.
 * `-c stage=local|dev|prod` (dev), `-c pipelines=a,b` (all), `-c account=… -c region=…` (the credentials'),
 * `-c runbookUrl=…` (where the people who are alarmed read docs/runbook.md),
 * `-c settings={"commerce":{"fraud":{…}}}` (none; in cdk.json as an object).
 */
import { App } from "aws-cdk-lib/core";
import {
  OverviewStack,
  PipelineStack,
  readAppOptions,
  SynthesisError,
  stageConfig,
} from "../lib/infra/index.ts";
import { pipelineFactories } from "../lib/pipelines/index.ts";

const app = new App();
try {
  const { stage, env, parallelizationFactor, runbookUrl, settings, ...asked } = readAppOptions(
    (name) => app.node.tryGetContext(name),
    [...pipelineFactories.keys()],
  );
  for (const name of asked.pipelines) {
    const topologyOf = pipelineFactories.get(name);
    if (topologyOf === undefined) continue;
    const own = settings[name];
    const config = { ...stageConfig(stage), ...(own === undefined ? {} : { settings: JSON.stringify(own) }) };
    const options = { env, parallelizationFactor, ...(runbookUrl === undefined ? {} : { runbookUrl }) };
    new PipelineStack(app, { config, topology: topologyOf({ settings: own }), ...options });
  }
  if (!stageConfig(stage).isEmulated)
    new OverviewStack(app, { stage, env, pipelines: [...pipelineFactories.keys()] });
} catch (error) {
  if (!(error instanceof SynthesisError || error instanceof RangeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
