/**
 * A way to the local cloud on which it can be seen what a command asks of it: what it received, put and deleted.
 * A hook sees each answer before it is given, so that a test can end the command between an effect and its answer.
 */
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";
import { ForwardingProxy, type ProxiedAnswer, type ProxiedRequest } from "../../support/forwarding-proxy.ts";

export class WatchedEndpoint {
  /** Messages received by whoever went this way, with their handles. */
  readonly received: QueueMessage[] = [];
  /** Records that the stream took. */
  put = 0;
  /** Messages whose deletion was asked for. */
  deleted = 0;
  /** Called after every effect, before the command learns of it. */
  onEffect: () => void = () => {};
  readonly #proxy: ForwardingProxy;

  private constructor(target: string) {
    this.#proxy = new ForwardingProxy(target, async (asked, forward) => {
      const answer = await forward();
      if (answer.status === 200) this.#note(asked, answer);
      return answer;
    });
  }

  static async before(target: string): Promise<WatchedEndpoint> {
    const endpoint = new WatchedEndpoint(target);
    await endpoint.#proxy.open();
    return endpoint;
  }

  get url(): string {
    return this.#proxy.url;
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }

  #note(asked: ProxiedRequest, answer: ProxiedAnswer): void {
    const [, action] = String(asked.headers["x-amz-target"]).split(".");
    if (action === "ReceiveMessage") {
      const { Messages = [] } = JSON.parse(answer.body.toString());
      for (const { MessageId, ReceiptHandle } of Messages) {
        this.received.push({ messageId: MessageId, receiptHandle: ReceiptHandle, body: "" });
      }
    }
    if (action === "PutRecords") {
      const { Records } = JSON.parse(answer.body.toString());
      this.put += Records.filter(({ SequenceNumber }: { SequenceNumber?: string }) => SequenceNumber).length;
    }
    if (action === "DeleteMessageBatch") this.deleted += JSON.parse(asked.body.toString()).Entries.length;
    this.onEffect();
  }
}
