/**
 * A local cloud for as long as one function runs: our own emulator, or the endpoint that the environment names, with the
 * CDK app deployed on it.
 * Invariant: whatever happens inside, what was started is stopped, and what was deployed on someone else's endpoint is
 * taken down, unless `keep` is asked for.
 */
import { createSteps, type Steps } from "../terminal/steps.ts";
import { createLocalClients, type LocalClients } from "./clients.ts";
import { deployStacks, destroyStacks, type StackOutputs } from "./deploy.ts";
import { type Emulator, startEmulator } from "./emulator.ts";
import { installEmulator } from "./emulator-install.ts";
import { endpointFromEnvironment, loopbackEndpoint } from "./endpoint.ts";
import { mustBeReachable } from "./reachable-endpoint.ts";
import { createRunDirectory, type RunDirectory } from "./run-directory.ts";

/** The stage of the CDK app that leaves out what emulators cannot do. */
const LOCAL_STAGE = "local";

export interface LocalCloudOptions {
  readonly pipelines: readonly string[];
  /** A running local cloud. Default: AWS_ENDPOINT_URL, else our own emulator. */
  readonly endpoint?: string | undefined;
  /** For our own emulator; a free port unless given. */
  readonly port?: number | undefined;
  /** Once deployed, leaves everything running when `use` ends, also after this process has ended. */
  readonly keep?: boolean | undefined;
  /** The command that runs the CDK app; the one in cdk.json unless given. */
  readonly app?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly steps?: Steps | undefined;
}

export interface LocalCloud {
  readonly endpoint: string;
  readonly clients: LocalClients;
  readonly outputs: StackOutputs;
  /** Where a run may leave files for people: `.local/run/<id>`. */
  readonly runPath: string;
  /** The process group to end for stopping a kept emulator; undefined on someone else's endpoint. */
  readonly emulatorPid: number | undefined;
  /** Aborts on the caller's signal, and when the emulator dies. */
  readonly signal: AbortSignal;
}

type Use<Result> = (cloud: LocalCloud) => Promise<Result>;

interface Place {
  readonly options: LocalCloudOptions;
  readonly steps: Steps;
  readonly run: RunDirectory;
}

/** Starts and deploys the local cloud, calls `use` with it, and cleans up. */
export async function withLocalCloud<Result>(options: LocalCloudOptions, use: Use<Result>): Promise<Result> {
  const given =
    options.endpoint === undefined ? endpointFromEnvironment() : loopbackEndpoint(options.endpoint);
  const steps = options.steps ?? createSteps();
  if (given !== undefined) await steps.run(`Reach ${given}`, () => mustBeReachable(given));
  const place = { options, steps, run: await createRunDirectory() };
  return given === undefined ? onOwnEmulator(place, use) : onGivenEndpoint(given, place, use);
}

async function onOwnEmulator<Result>(place: Place, use: Use<Result>): Promise<Result> {
  const { options, run } = place;
  let emulator: Emulator | undefined;
  let isKept = false;
  try {
    emulator = await start(place);
    const cloud = await deployed(emulator.endpoint, place, emulator);
    isKept = options.keep ?? false;
    return await used(cloud, emulator, use);
  } catch (error) {
    // When the emulator is dead, every other failure is only what came of it.
    throw emulator?.death.aborted ? emulator.death.reason : error;
  } finally {
    if (isKept && emulator?.death.aborted === false) {
      await run.handOver(emulator.pid);
      await emulator.detach();
    } else {
      await emulator?.stop();
      await run.close();
    }
  }
}

async function onGivenEndpoint<Result>(endpoint: string, place: Place, use: Use<Result>): Promise<Result> {
  const { options, steps, run } = place;
  // Not under the caller's signal: an interrupted run cleans up as well.
  const takeDown = () =>
    steps.run("Take the stacks down", () => destroyStacks({ endpoint, runDirectory: run.path }));
  let result: Result;
  try {
    result = await used(await deployed(endpoint, place), undefined, use);
  } catch (error) {
    // The step list shows a failure of the clean-up too; the error that led to it says more.
    if (!options.keep) await takeDown().catch(() => {});
    await run.close();
    throw error;
  }
  if (!options.keep) await takeDown();
  await run.close();
  return result;
}

function start({ options, steps, run }: Place): Promise<Emulator> {
  return steps.run("Start the emulator", async (step) => {
    step.detail("the first time it is installed into .local/");
    const python = await installEmulator({ signal: options.signal });
    step.detail("");
    const emulator = await startEmulator({
      python,
      logDirectory: run.path,
      stateDirectory: run.statePath,
      port: options.port,
      signal: options.signal,
    });
    step.detail(emulator.endpoint);
    return emulator;
  });
}

async function deployed(
  endpoint: string,
  { options, steps, run }: Place,
  emulator?: Emulator,
): Promise<LocalCloud> {
  const signals = [options.signal, emulator?.death].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const outputs = await steps.run(`Deploy ${options.pipelines.join(", ")}`, async (step) => {
    const onLine = (line: string) => step.detail(line.trim());
    const { pipelines, app } = options;
    const stacks = await deployStacks({
      endpoint,
      runDirectory: run.path,
      stage: LOCAL_STAGE,
      pipelines,
      app,
      signal,
      onLine,
    });
    step.detail(Object.keys(stacks).join(", "));
    return stacks;
  });
  const clients = createLocalClients(endpoint);
  return { endpoint, clients, outputs, runPath: run.path, emulatorPid: emulator?.pid, signal };
}

/** Ends as soon as the emulator does, even where `use` does not look at its signal. */
async function used<Result>(
  cloud: LocalCloud,
  emulator: Emulator | undefined,
  use: Use<Result>,
): Promise<Result> {
  const { promise: death, reject } = Promise.withResolvers<never>();
  const onDeath = () => reject(emulator?.death.reason);
  emulator?.death.addEventListener("abort", onDeath, { once: true });
  try {
    return await Promise.race([use(cloud), death]);
  } finally {
    emulator?.death.removeEventListener("abort", onDeath);
    cloud.clients.close();
  }
}
