/**
 * `npm run recommend -- --user U`: what a deployed `recommend` answers; with `--rate`, how fast and how often from a cache it
 * does so under load.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Command } from "commander";
import { stackName } from "../lib/contract/index.ts";
import { ITEMS_MAX } from "../lib/pipelines/commerce/serving/index.ts";
import { seededRandom } from "../lib/pipelines/traffic/index.ts";
import { wholeNumber } from "./process/options.ts";
import { systemClock } from "./producer/producer-clock.ts";
import { answerText } from "./recommend/answer-text.ts";
import { type Ask, askAlone, NoAnswer } from "./recommend/ask.ts";
import { type RecommendCaller, recommendCaller } from "./recommend/recommend-caller.ts";
import { loadText, shortfalls } from "./recommend/load-report.ts";
import { DEFAULT_VISITORS, visitorRequests } from "./recommend/visitors.ts";
import { runWarmedLoad } from "./recommend/warmed-load.ts";
import { clientConfig } from "./stage/client-config.ts";
import { callerOf, stackOutputs } from "./stage/deployed-stack.ts";
import { addStageOptions, type StageOptions } from "./stage/stage-options.ts";
import { type StageTarget, stageTarget } from "./stage/stage-target.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatCount } from "./terminal/format-count.ts";
import { startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface RecommendOptions extends StageOptions {
  readonly pipeline: string;
  readonly user?: string;
  readonly session?: string;
  readonly n?: number;
  readonly landingCategory?: string;
  readonly json?: true;
  readonly rate?: number;
  readonly duration: number;
  readonly visitors: number;
  readonly gather: number;
  readonly seed: number;
}

const HELP = `
The load test warms the function up first, and exits with 1 when p95 is not below 75 ms, when 0.2 % or more of the requests
fail, when no more than 60 % of the answers come from a cache, or when requests could not be sent at all.`;

const program = addStageOptions(
  new Command("recommend").description("Asks a deployed shop what it recommends, or puts load on it."),
)
  .option("--pipeline <name>", "the shop's pipeline", "commerce")
  .optionsGroup("One answer:")
  .option("--user <id>", "for this user")
  .option("--session <id>", "for a visitor who is known by the session alone")
  .option("--n <count>", "how many products", wholeNumber(1, ITEMS_MAX))
  .option("--landing-category <id>", "by which a stranger came in")
  .option("--json", "the answer as the caller gets it")
  .optionsGroup("Load:")
  .option("--rate <n>", "requests a second", wholeNumber(1, 10_000))
  .option("--duration <s>", "seconds", wholeNumber(1, 86_400), 60)
  .option("--visitors <n>", "how many are in the shop", wholeNumber(1, 1_000_000), DEFAULT_VISITORS)
  .option("--gather <ms>", "requests of so long go out in one call", wholeNumber(0, 1_000), 0)
  .option("--seed <n>", "makes the same requests again", wholeNumber(0, 0xffff_ffff), 1)
  .addHelpText("after", HELP);

await runCommand<RecommendOptions>(program, recommend);

async function recommend({ options, signal }: CommandCall<RecommendOptions>): Promise<void> {
  if (options.rate === undefined && (options.user === undefined) === (options.session === undefined)) {
    throw new UserError(
      "Cannot recommend: expected --user or --session for one answer, or --rate for a load test",
    );
  }
  const target = stageTarget(options);
  const lambda = new LambdaClient({ ...clientConfig(target), maxAttempts: 1 });
  const name = await serviceName(target, options);
  try {
    if (options.rate === undefined) await printAnswer(askAlone(lambda, name), options);
    else await load(recommendCaller(lambda, name, options.gather), options.rate, options, signal);
  } finally {
    lambda.destroy();
  }
}

async function serviceName(target: StageTarget, { stage, pipeline }: RecommendOptions): Promise<string> {
  await callerOf(target);
  const cloudformation = new CloudFormationClient(clientConfig(target));
  try {
    const output = await stackOutputs(cloudformation, target, stackName(stage, pipeline));
    return output("serviceName");
  } finally {
    cloudformation.destroy();
  }
}

async function printAnswer(ask: Ask, options: RecommendOptions): Promise<void> {
  const { user, session, n, landingCategory } = options;
  const answer = await ask({
    ...(user === undefined ? {} : { user_id: user }),
    ...(session === undefined ? {} : { session }),
    ...(n === undefined ? {} : { n }),
    ...(landingCategory === undefined ? {} : { landing_category: landingCategory }),
  }).catch((error: unknown) => {
    if (error instanceof NoAnswer) throw new CheckFailed(error.message);
    throw error;
  });
  process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : answerText(answer));
}

async function load(
  caller: RecommendCaller,
  rate: number,
  { duration, visitors, seed }: RecommendOptions,
  signal: AbortSignal,
): Promise<void> {
  const bar = startProgressBar({ label: "recommend", total: rate * duration });
  const figures = await runWarmedLoad({
    ...caller,
    clock: systemClock,
    requestOf: visitorRequests(visitors, seededRandom(seed)),
    rate,
    durationMs: duration * 1000,
    signal,
    onProgress: ({ answered, latencyMs }) =>
      bar.update(answered, `p95 ${formatCount(latencyMs.p95 ?? undefined)} ms`),
  });
  bar.stop();
  process.stdout.write(`${loadText(figures)}\n`);
  signal.throwIfAborted();
  const missed = shortfalls(figures);
  if (missed.length > 0) throw new CheckFailed(missed.join("\n"));
}
