/**
 * Deploys the CDK app to a local cloud, and takes it down again: synth, bootstrap where that has not been done, deploy.
 * Stacks go up at the same time and without change sets, which cost a polling interval each and show nobody anything.
 * Invariant: the same app, by the same command line, as on AWS; only endpoint, credentials and stage differ.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type CdkOptions, runCdk } from "./cdk-command.ts";
import { createLocalClients } from "./clients.ts";

const BOOTSTRAP_STACK = "CDKToolkit";
const PARALLEL_STACKS = 4;

export interface DeployOptions extends CdkOptions {
  readonly stage: string;
  readonly pipelines: readonly string[];
  /** The command that runs the CDK app; the one in cdk.json unless given. */
  readonly app?: string | undefined;
}

/** The outputs by stack name and output name. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Brings every stack of the app up to date, and returns their outputs. */
export async function deployStacks(options: DeployOptions): Promise<StackOutputs> {
  const assembly = assemblyPath(options);
  const outputsFile = join(options.runDirectory, "outputs.json");
  const context = ["-c", `stage=${options.stage}`, "-c", `pipelines=${options.pipelines.join(",")}`];
  await runCdk("synth", [...appArgument(options), ...context, "--quiet", "--output", assembly], options);
  if (!(await isBootstrapped(options.endpoint))) await runCdk("bootstrap", ["--app", assembly], options);
  const deploy = ["--all", "--app", assembly, "--method", "direct", "--require-approval", "never"];
  const reporting = [
    "--progress",
    "events",
    "--concurrency",
    String(PARALLEL_STACKS),
    "--outputs-file",
    outputsFile,
  ];
  await runCdk("deploy", [...deploy, ...reporting], options);
  return JSON.parse(await readFile(outputsFile, "utf8")) as StackOutputs;
}

/** Takes down the stacks that `deployStacks` brought up with the same run directory. */
export async function destroyStacks(options: CdkOptions): Promise<void> {
  // Without an app that was synthesized to the end nothing can have been deployed.
  if (!existsSync(join(assemblyPath(options), "manifest.json"))) return;
  await runCdk("destroy", ["--all", "--force", "--app", assemblyPath(options)], options);
}

/** Under `state/`: a synthesized app is of no use without its run. */
function assemblyPath(options: CdkOptions): string {
  return join(options.runDirectory, "state", "cdk.out");
}

function appArgument(options: DeployOptions): readonly string[] {
  return options.app === undefined ? [] : ["--app", options.app];
}

async function isBootstrapped(endpoint: string): Promise<boolean> {
  const clients = createLocalClients(endpoint);
  try {
    return (await stackStatus(clients.cloudformation))?.match(/^(CREATE|UPDATE)_COMPLETE$/) != null;
  } finally {
    clients.close();
  }
}

async function stackStatus(cloudformation: CloudFormationClient): Promise<string | undefined> {
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: BOOTSTRAP_STACK }));
    return Stacks?.[0]?.StackStatus;
  } catch (error) {
    // CloudFormation's way of saying that there is no such stack.
    if (error instanceof Error && error.name === "ValidationError") return undefined;
    throw error;
  }
}
