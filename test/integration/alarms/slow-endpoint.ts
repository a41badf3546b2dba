/**
 * A way to the local cloud that takes its time, or refuses: what a function meets when its table is slow or forbidden.
 * The function is led there by its environment, as anybody may lead an SDK; nothing in it knows.
 */
import { setTimeout as delay } from "node:timers/promises";
import { ForwardingProxy, type ProxiedAnswer } from "../../support/forwarding-proxy.ts";

/** What an SDK does not try again. */
const REFUSAL: ProxiedAnswer = {
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: Buffer.from(JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#AccessDeniedException" })),
};

export class SlowEndpoint {
  /** In front of each answer. */
  delayMs = 0;
  isRefusing = false;
  /** Answers that were refused. */
  refused = 0;
  readonly #proxy: ForwardingProxy;

  private constructor(target: string) {
    this.#proxy = new ForwardingProxy(target, async (_, forward) => {
      if (this.isRefusing) {
        this.refused += 1;
        return REFUSAL;
      }
      await delay(this.delayMs);
      return forward();
    });
  }

  static async before(target: string): Promise<SlowEndpoint> {
    const endpoint = new SlowEndpoint(target);
    await endpoint.#proxy.open();
    return endpoint;
  }

  get url(): string {
    return this.#proxy.url;
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}
