/** An SQS queue as the dead-letter queue: ten messages a request, several requests at a time. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueMessage } from "./dead-letter.ts";
import type { DeadLetterQueue } from "./dead-letter-queue.ts";

const MESSAGES_MAX = 10;
/** A long poll asks every server of the queue: an empty answer then means an empty queue. */
const WAIT_S = 1;
const MS_PER_S = 1000;
const REQUESTS_AT_ONCE = 8;
const DELETE_ROUNDS_MAX = 3;

export class SqsDeadLetterQueue implements DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async receive(visibilityMs: number): Promise<readonly QueueMessage[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: MESSAGES_MAX,
        VisibilityTimeout: visibilityMs / MS_PER_S,
        WaitTimeSeconds: WAIT_S,
      }),
    );
    return Messages.map(({ MessageId = "", ReceiptHandle = "", Body = "" }) => {
      return { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body };
    });
  }

  async hide(messages: readonly QueueMessage[], visibilityMs: number): Promise<void> {
    const VisibilityTimeout = visibilityMs / MS_PER_S;
    await inRequests(messages, async (request) => {
      const Entries = entriesOf(request).map((entry) => ({ ...entry, VisibilityTimeout }));
      // Entries that fail are messages that are gone, or show up again by themselves.
      await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    });
  }

  async delete(messages: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    let left = messages;
    for (let round = 0; left.length > 0 && round < DELETE_ROUNDS_MAX; round++) {
      const failed: QueueMessage[] = [];
      await inRequests(left, async (request) => failed.push(...(await this.#deleteRequest(request))));
      left = failed;
    }
    return left;
  }

  async #deleteRequest(request: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
    const Entries = entriesOf(request);
    const { Failed = [] } = await this.#client.send(
      new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }),
    );
    const failed = new Set(Failed.map(({ Id }) => Id));
    return request.filter((_, i) => failed.has(String(i)));
  }
}

function entriesOf(request: readonly QueueMessage[]) {
  return request.map(({ receiptHandle }, i) => ({ Id: String(i), ReceiptHandle: receiptHandle }));
}

async function inRequests(
  messages: readonly QueueMessage[],
  send: (request: readonly QueueMessage[]) => Promise<unknown>,
): Promise<void> {
  const requests: (readonly QueueMessage[])[] = [];
  for (let i = 0; i < messages.length; i += MESSAGES_MAX) requests.push(messages.slice(i, i + MESSAGES_MAX));
  for (let i = 0; i < requests.length; i += REQUESTS_AT_ONCE) {
    await Promise.all(requests.slice(i, i + REQUESTS_AT_ONCE).map(send));
  }
}
