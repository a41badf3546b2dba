/**
 * A way to the local cloud on which it can be seen what a command asks of it: what it received, put and deleted.
 * A hook sees each answer before it is given, so that a test can end the command between an effect and its answer.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";

export class WatchedEndpoint {
  /** Messages received by whoever went this way, with their handles. */
  readonly received: QueueMessage[] = [];
  /** Records that the stream took. */
  put = 0;
  /** Messages whose deletion was asked for. */
  deleted = 0;
  /** Called after every effect, before the command learns of it. */
  onEffect: () => void = () => {};
  readonly #target: URL;
  readonly #server: Server;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async before(target: string): Promise<WatchedEndpoint> {
    const endpoint = new WatchedEndpoint(target);
    endpoint.#server.listen(0, "127.0.0.1");
    await once(endpoint.#server, "listening");
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = await buffer(incoming);
    const { hostname, port, host } = this.#target;
    const { method, url: path } = incoming;
    const forwarded = request({ hostname, port, method, path, headers: { ...incoming.headers, host } });
    forwarded.end(asked);
    const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
    const answered = await buffer(answer);
    if (answer.statusCode === 200) this.#note(String(incoming.headers["x-amz-target"]), asked, answered);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
  }

  #note(target: string, asked: Buffer, answered: Buffer): void {
    const [, action] = target.split(".");
    if (action === "ReceiveMessage") {
      const { Messages = [] } = JSON.parse(answered.toString());
      for (const { MessageId, ReceiptHandle } of Messages) {
        this.received.push({ messageId: MessageId, receiptHandle: ReceiptHandle, body: "" });
      }
    }
    if (action === "PutRecords") {
      const { Records } = JSON.parse(answered.toString());
      this.put += Records.filter(({ SequenceNumber }: { SequenceNumber?: string }) => SequenceNumber).length;
    }
    if (action === "DeleteMessageBatch") this.deleted += JSON.parse(asked.toString()).Entries.length;
    this.onEffect();
  }
}
