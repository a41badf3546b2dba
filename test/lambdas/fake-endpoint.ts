/** An AWS endpoint that a test scripts: it keeps what it was sent and answers what it is told to. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  /** The operation of the JSON protocols, e.g. `AmazonSQS.SendMessageBatch`; empty for the others. */
  readonly target: string;
  readonly body: string;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly body: string;
}

/** null: no answer, ever. */
export type Script = (request: FakeRequest) => FakeAnswer | null;

export class FakeEndpoint {
  readonly requests: FakeRequest[] = [];
  readonly #server: Server;

  private constructor(script: Script) {
    this.#server = createServer(async (incoming, outgoing) => {
      const pieces: Buffer[] = [];
      for await (const piece of incoming) pieces.push(piece);
      const request = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        target: String(incoming.headers["x-amz-target"] ?? ""),
        body: Buffer.concat(pieces).toString("utf8"),
      };
      this.requests.push(request);
      const answer = script(request);
      if (answer === null) return;
      outgoing.writeHead(answer.status ?? 200, { "content-type": "application/x-amz-json-1.0" });
      outgoing.end(answer.body);
    });
  }

  static async start(script: Script): Promise<FakeEndpoint> {
    const endpoint = new FakeEndpoint(script);
    endpoint.#server.listen(0, "127.0.0.1");
    await once(endpoint.#server, "listening");
    return endpoint;
  }

  /** What the SDK needs to talk to it and to nothing else. */
  get config() {
    return {
      endpoint: this.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
