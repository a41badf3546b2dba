/** A way to an HTTP endpoint on which a test stands: it sees each request, and each answer before it is given. */
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface ProxiedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Says how a request is answered; `forward` asks the target. When it throws, the connection breaks. */
export type Passage = (
  asked: ProxiedRequest,
  forward: () => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer>;

export class ForwardingProxy {
  readonly #target: URL;
  readonly #passage: Passage;
  readonly #server: Server;

  constructor(target: string, passage: Passage) {
    this.#target = new URL(target);
    this.#passage = passage;
    this.#server = createServer((incoming, outgoing) => {
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** Takes requests, on a free port of the loopback. */
  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
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
    const asked = { headers: incoming.headers, body: await buffer(incoming) };
    const { status, headers, body } = await this.#passage(asked, () => this.#forward(incoming, asked.body));
    outgoing.writeHead(status, headers).end(body);
  }

  async #forward(
    { method, url: path, headers: asked }: IncomingMessage,
    body: Buffer,
  ): Promise<ProxiedAnswer> {
    const { hostname, port, host } = this.#target;
    const forwarded = request({ hostname, port, method, path, headers: { ...asked, host } });
    forwarded.end(body);
    const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
    const { statusCode: status = 502, headers } = answer;
    return { status, headers, body: await buffer(answer) };
  }
}
