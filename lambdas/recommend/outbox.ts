/**
 * What a container has to write when its answers have gone out: computed answers for the table of answers, and impressions for
 * the stream. What comes while it is writing goes with the next writes, many at a time.
 *
 * Answers are a cache, and are given up when the table does not take them. Impressions are tried again; those that the stream
 * never takes are counted.
 */
import type { Impression } from "../../lib/pipelines/commerce/commerce-event.ts";
import { userKey } from "../../lib/pipelines/commerce/commerce-source.ts";
import type { AnswerStore, KeptAnswer } from "../../lib/pipelines/commerce/serving/index.ts";
import { errorNameOf } from "../aws/error-name.ts";
import type { OutputRecord } from "../publish/output-record.ts";
import { type OutputTarget, putInOrder } from "../publish/put-in-order.ts";

export interface OutboxReport {
  readonly impressions: number;
  readonly impressionFailures: number;
  readonly answerFailures: number;
  /** Why something was not taken, by name; null when all was. */
  readonly error: string | null;
}

export interface OutboxOptions {
  readonly answers: Pick<AnswerStore, "put">;
  readonly stream: OutputTarget;
  /** Told behind each round of writes. */
  readonly onWritten: (report: OutboxReport) => void;
}

/** Some 10 MB. What is more was made faster than it can be written, for minutes. */
const WAITING_MAX = 5_000;

export class Outbox {
  readonly #options: OutboxOptions;
  #answers: KeptAnswer[] = [];
  #impressions: OutputRecord[] = [];
  #dropped = { answers: 0, impressions: 0 };
  #writing: Promise<void> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  keep(answer: KeptAnswer): void {
    if (this.#answers.length < WAITING_MAX) this.#answers.push(answer);
    else this.#dropped.answers += 1;
  }

  tell(impression: Impression): void {
    if (this.#impressions.length < WAITING_MAX) this.#impressions.push(recordOf(impression));
    else this.#dropped.impressions += 1;
  }

  /** Writes all that waits, also what comes meanwhile. Never throws. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined || this.#answers.length > 0 || this.#impressions.length > 0) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  async #write(): Promise<void> {
    const answers = this.#answers;
    const impressions = this.#impressions;
    const dropped = this.#dropped;
    this.#answers = [];
    this.#impressions = [];
    this.#dropped = { answers: 0, impressions: 0 };
    const [refused, { remaining, error }] = await Promise.all([
      this.#putAnswers(answers),
      putInOrder(this.#options.stream, impressions),
    ]);
    this.#options.onWritten({
      impressions: impressions.length - remaining.length,
      impressionFailures: remaining.length + dropped.impressions,
      answerFailures: (refused === null ? 0 : answers.length) + dropped.answers,
      error: error ?? refused,
    });
  }

  /** Why they were not taken; null when they were. */
  async #putAnswers(answers: readonly KeptAnswer[]): Promise<string | null> {
    try {
      await this.#options.answers.put(answers);
      return null;
    } catch (error) {
      return errorNameOf(error);
    }
  }
}

function recordOf(impression: Impression): OutputRecord {
  const partitionKey = userKey(impression);
  const data = Buffer.from(JSON.stringify(impression));
  return { partitionKey, data, bytes: data.length + Buffer.byteLength(partitionKey) };
}
