/** Reads what the dead letters' view shows. A queue that may not be read says so, and the others are shown. */
import { deadLettersModel, type QueueInput } from "../models/dead-letters.ts";
import { failureText } from "../server/failure-text.ts";
import type { ReadView } from "./look.ts";

export const readDeadLetters: ReadView = async ({ pipelines }, { filters }) => {
  const queues = await Promise.all(
    pipelines.map(async ({ name, stageOptions, history, deadLetters }): Promise<QueueInput> => {
      const ever = history.samples.at(-1)?.totals.deadLettered ?? 0;
      const known = { pipeline: name, stageOptions, ever };
      return deadLetters().then(
        (sample) => ({ ...known, sample, failure: null }),
        (error) => ({ ...known, sample: null, failure: failureText(error) }),
      );
    }),
  );
  return deadLettersModel(queues, filters);
};
