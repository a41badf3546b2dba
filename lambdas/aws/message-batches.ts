/**
 * Sending many messages to a queue: ten a request and within its size, and of each answer only what failed is
 * sent again, with exponential backoff and full jitter. Returns once every message is durable in the queue.
 */
import { setTimeout as delay } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

const MESSAGES_MAX = 10;
/** A request's limit of 256 KiB, which every endpoint honours, less what the protocol adds. */
const REQUEST_BYTES_MAX = 250_000;
const ROUNDS_MAX = 4;
const BACKOFF_BASE_MS = 50;

/** SQS refuses a message with one of these; in JSON they are as good when escaped. */
const REFUSED = /[\ufffe\uffff]/g;

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/**
 * @param bodies JSON texts.
 * @throws Error when a message is not accepted after four rounds; the caller must then acknowledge nothing.
 */
export async function sendAll(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  for (const request of requestsOf(bodies)) {
    let waiting = request;
    for (let round = 0; waiting.length > 0; round++) {
      if (round === ROUNDS_MAX)
        throw new Error(`Cannot send ${waiting.length} messages: the queue refuses them`);
      if (round > 0) await delay(Math.random() * BACKOFF_BASE_MS * 2 ** round);
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...waiting] }),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      waiting = waiting.filter(({ Id }) => failed.has(Id));
    }
  }
}

function requestsOf(bodies: readonly string[]): readonly (readonly Entry[])[] {
  const requests: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const json of bodies) {
    const body = json.replace(REFUSED, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
    const size = Buffer.byteLength(body);
    if (bytes + size > REQUEST_BYTES_MAX || (requests.at(-1)?.length ?? 0) >= MESSAGES_MAX) {
      requests.push([]);
      bytes = 0;
    }
    const request = requests.at(-1) as Entry[];
    request.push({ Id: String(request.length), MessageBody: body });
    bytes += size;
  }
  return requests;
}
