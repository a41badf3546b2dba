/** Answers that containers share: a cache, which may forget any of them at any time. */
import type { Answer } from "./answer.ts";
import type { RecommendRequest } from "./recommend-request.ts";

/** Those who ask the same get the same answer. */
export interface AnswerKey {
  readonly userId: string;
  /** What was asked of the user's answers: how many products, and the category of landing. */
  readonly question: string;
}

export interface KeptAnswer {
  readonly key: AnswerKey;
  readonly answer: Answer;
}

export interface AnswerStore {
  /** In the order of the keys; undefined where there is none. */
  read(keys: readonly AnswerKey[]): Promise<readonly (Answer | undefined)[]>;
  /** The last that is put stays; how old it is, it says itself. */
  put(answers: readonly KeptAnswer[]): Promise<void>;
}

export function answerKey({ userId, count, landingCategoryId }: RecommendRequest): AnswerKey {
  return { userId, question: JSON.stringify([count, landingCategoryId]) };
}
