/**
 * Answers requests from the nearest place that has a fresh answer: this process, the table of answers, else the shop's state.
 *
 * Invariant: what an answer knows of its user was read no longer ago than its request admits. What is asked several times at
 * once is looked for and computed once.
 */
import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import { type Answer, computeAnswer, type FoundAnswer } from "./answer.ts";
import { freshForMs } from "./answer-age.ts";
import { type AnswerKey, answerKey, type AnswerStore, type KeptAnswer } from "./answer-store.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import type { OpenShop } from "./shop-reading.ts";

export interface RecommenderPorts {
  readonly openShop: OpenShop;
  readonly answers: Pick<AnswerStore, "read">;
  /** Takes an answer that was computed, to be put into the table of answers when there is time. */
  readonly keep: (answer: KeptAnswer) => void;
  /** The table of answers did not answer: it is a cache, and is done without. */
  readonly onCacheFailure: (error: unknown) => void;
  readonly nowMs: () => number;
}

/** Some 2 KB each. */
const ANSWERS_MAX = 10_000;
/** Of what an answer is computed from; the rest of an answer's time is for serving it. */
const STATE_AGE_MAX_MS = 5_000;

export class Recommender {
  readonly #ports: RecommenderPorts;
  readonly #answers = new LRUCache<string, Answer>({ max: ANSWERS_MAX });
  readonly #flights = new Map<string, Promise<FoundAnswer>>();
  readonly #table: DataLoader<AnswerKey, Answer | undefined, string>;

  constructor(ports: RecommenderPorts) {
    this.#ports = ports;
    // Requests of one call look into the table together; what was found is kept here and nowhere else.
    this.#table = new DataLoader((keys) => this.#look(keys), { cache: false });
  }

  async answer(request: RecommendRequest): Promise<FoundAnswer> {
    const key = answerKey(request);
    const place = JSON.stringify([key.userId, key.question]);
    const kept = this.#answers.get(place);
    if (kept !== undefined && this.#isFresh(kept, request, place)) return { answer: kept, level: "process" };
    // Who admits less age must not be given what is being fetched for others.
    const flight = `${request.ageMaxMs} ${place}`;
    const joined = this.#flights.get(flight);
    if (joined !== undefined) return this.#join(joined, request);
    const found = this.#find(request, key, place).finally(() => this.#flights.delete(flight));
    this.#flights.set(flight, found);
    const { answer, level } = await found;
    if (answer.asOfMs >= (this.#answers.peek(place)?.asOfMs ?? answer.asOfMs))
      this.#answers.set(place, answer);
    return { answer, level };
  }

  async #look(keys: readonly AnswerKey[]): Promise<readonly (Answer | undefined)[]> {
    try {
      return await this.#ports.answers.read(keys);
    } catch (error) {
      this.#ports.onCacheFailure(error);
      return keys.map(() => undefined);
    }
  }

  /** Waits for what others have asked for, unless that was read too early for this one. */
  async #join(flight: Promise<FoundAnswer>, request: RecommendRequest): Promise<FoundAnswer> {
    const notBeforeMs = this.#ports.nowMs() - request.ageMaxMs;
    const { answer } = await flight;
    return answer.asOfMs >= notBeforeMs ? { answer, level: "process" } : this.answer(request);
  }

  async #find(request: RecommendRequest, key: AnswerKey, place: string): Promise<FoundAnswer> {
    // The table is not asked where nothing in it can be new enough.
    const stored = request.ageMaxMs === 0 ? undefined : await this.#table.load(key);
    if (stored !== undefined && this.#isFresh(stored, request, place))
      return { answer: stored, level: "table" };
    const { openShop, nowMs, keep } = this.#ports;
    const reading = openShop(Math.min(STATE_AGE_MAX_MS, request.ageMaxMs));
    const answer = await computeAnswer(request, reading, nowMs());
    keep({ key, answer });
    return { answer, level: "computed" };
  }

  #isFresh({ asOfMs }: Answer, { ageMaxMs }: RecommendRequest, place: string): boolean {
    return this.#ports.nowMs() - asOfMs < freshForMs(place, ageMaxMs);
  }
}
