/**
 * A way to the local cloud that takes its time, or refuses: what a function meets when its table is slow or forbidden.
 * The function is led there by its environment, as anybody may lead an SDK; nothing in it knows.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

/** What an SDK does not try again. */
const REFUSAL = JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#AccessDeniedException" });

export class SlowEndpoint {
  /** In front of each answer. */
  delayMs = 0;
  isRefusing = false;
  /** Answers that were refused. */
  refused = 0;
  readonly #target: URL;
  readonly #server: Server;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async before(target: string): Promise<SlowEndpoint> {
    const endpoint = new SlowEndpoint(target);
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
    if (this.isRefusing) {
      this.refused += 1;
      outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" }).end(REFUSAL);
      return;
    }
    await delay(this.delayMs);
    const { hostname, port, host } = this.#target;
    const { method, url: path } = incoming;
    const forwarded = request({ hostname, port, method, path, headers: { ...incoming.headers, host } });
    forwarded.end(asked);
    const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(await buffer(answer));
  }
}
