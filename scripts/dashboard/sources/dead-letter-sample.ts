/**
 * A look into a dead-letter queue: some of its messages, given back at once. A queue can only be read by receiving, so the
 * messages are hidden from others for the moment of the look, as a dry run of `replay-dlq` hides them; nothing is deleted.
 */
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetter, QueueMessage } from "../../replay-dlq/dead-letter.ts";
import { parseDeadLetter } from "../../replay-dlq/parse-dead-letter.ts";
import { SqsDeadLetterQueue } from "../../replay-dlq/sqs-dead-letter-queue.ts";

export interface SampledLetter {
  readonly messageId: string;
  readonly letter: DeadLetter;
}

export interface DeadLetterSample {
  /** Messages in the queue, roughly. */
  readonly waiting: number;
  readonly letters: readonly SampledLetter[];
}

/** What was seen stays visible to others after this time, should this process die while it looks. */
const HIDDEN_MS = 10_000;
const LETTERS_MAX = 200;

export async function sampleDeadLetters(
  client: SQSClient,
  queueUrl: string,
  pipeline: string,
): Promise<DeadLetterSample> {
  const waiting = await countWaiting(client, queueUrl);
  if (waiting === 0) return { waiting, letters: [] };
  const queue = new SqsDeadLetterQueue(client, queueUrl);
  const held: QueueMessage[] = [];
  try {
    while (held.length < LETTERS_MAX) {
      const messages = await queue.receive(HIDDEN_MS);
      if (messages.length === 0) break;
      held.push(...messages);
    }
  } finally {
    if (held.length > 0) await queue.hide(held, 0);
  }
  const unique = new Map(held.map(({ messageId, body }) => [messageId, body]));
  const letters = [...unique].map(([messageId, body]) => ({
    messageId,
    letter: parseDeadLetter(pipeline, body),
  }));
  return { waiting: Math.max(waiting, letters.length), letters };
}

async function countWaiting(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  const { ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes ?? {};
  return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
}
