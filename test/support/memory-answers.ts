/** The table of answers in memory, which counts how often it is asked, and fails when it is told to. */
import type {
  Answer,
  AnswerKey,
  AnswerStore,
  KeptAnswer,
} from "../../lib/pipelines/commerce/serving/index.ts";

export class MemoryAnswers implements AnswerStore {
  /** The keys of each read. */
  readonly reads: (readonly AnswerKey[])[] = [];
  failure: Error | undefined;
  readonly #answers = new Map<string, Answer>();

  async read(keys: readonly AnswerKey[]): Promise<readonly (Answer | undefined)[]> {
    this.reads.push(keys);
    if (this.failure !== undefined) throw this.failure;
    return keys.map((key) => this.#answers.get(idOf(key)));
  }

  async put(answers: readonly KeptAnswer[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    for (const { key, answer } of answers) this.#answers.set(idOf(key), answer);
  }
}

function idOf({ userId, question }: AnswerKey): string {
  return JSON.stringify([userId, question]);
}
