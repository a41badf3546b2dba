/**
 * Trains the weights of the recommender's score on a clickstream and, in the place of labels, a file of invoices. Learnt from
 * is the first half of each file's choices; the second is left for judging. The sources see what they would see in the
 * stream, each choice before it is folded. A file's choices are repeated until both files count about the same.
 */
import { dirname, join } from "node:path";
import { candidateSources } from "../../lib/pipelines/commerce/recommend/candidate-sources.ts";
import { excludedFrom } from "../../lib/pipelines/commerce/recommend/recommend.ts";
import type { SourceWeights } from "../../lib/pipelines/commerce/recommend/score.ts";
import { RecommenderStream } from "../evaluate/recommender-stream.ts";
import { openShopFile } from "../evaluate/shop-file.ts";
import { UserError } from "../terminal/user-error.ts";
import { fitSourceWeights, type ObservedChoice, observedChoice } from "./fit-source-weights.ts";
import type { Training } from "./training.ts";

const RETAIL_FILE = "retail-invoices.dev.csv.gz";
const LEARNT_SHARE = 0.5;

export const commerceTraining: Training = {
  defaultInput: "../shared/data/clickstream-rees46.dev.csv.gz",
  defaultOutput: "lib/pipelines/commerce/recommend/recommend-v1.json",
  labelsOf: (input) => join(dirname(input), RETAIL_FILE),
  async train({ input, labels }, _seed, progress) {
    progress("clickstream");
    const clicks = firstOf(await choicesIn(input));
    progress("invoices");
    const invoices = firstOf(await choicesIn(labels));
    const size = Math.max(clicks.length, invoices.length);
    const weights = fitSourceWeights([...repeated(clicks, size), ...repeated(invoices, size)]);
    const file = { version: "recommend-v1", weights };
    return {
      fileText: `${JSON.stringify(file, null, 2)}\n`,
      summary: summaryOf(weights, clicks.length, invoices.length),
    };
  },
};

/** What known users chose; strangers' choices say nothing of how the sources compare. */
async function choicesIn(path: string): Promise<ObservedChoice[]> {
  const { kind, steps } = await openShopFile(path);
  const stream = new RecommenderStream();
  const choices: ObservedChoice[] = [];
  for await (const step of steps) {
    const { userId, interactions } = step;
    const context = await stream.contextOf(userId, interactions[0]?.atMs ?? 0);
    const excluded = excludedFrom(context);
    const chosen = [...new Set(interactions.map(({ productId }) => productId))];
    const asked = chosen.filter((productId) => !excluded.has(productId));
    if (context.profile.history.length > 0 && asked.length > 0) {
      choices.push(observedChoice(candidateSources(context), asked));
    }
    await stream.tell(step);
  }
  if (choices.length === 0)
    throw new UserError(`Cannot train on ${path}: no ${kind} of a user who came again`);
  return choices;
}

function firstOf(choices: readonly ObservedChoice[]): ObservedChoice[] {
  return choices.slice(0, Math.ceil(LEARNT_SHARE * choices.length));
}

/** The list, again and again, up to a size. */
function repeated(choices: readonly ObservedChoice[], size: number): ObservedChoice[] {
  return Array.from({ length: size }, (_, at) => choices[at % choices.length] as ObservedChoice);
}

function summaryOf(weights: SourceWeights, clicks: number, invoices: number): string {
  const rows = Object.entries(weights).map(([source, weight]) => `${source.padEnd(20)} ${weight.toFixed(4)}`);
  return [`trained on ${clicks} choices of a clickstream and ${invoices} invoices`, ...rows].join("\n");
}
