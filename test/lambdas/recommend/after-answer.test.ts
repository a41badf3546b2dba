/**
 * What is done behind an answer, against a fake of Lambda's Extensions API: it answers a registration and then gives out one
 * event after another, when it is told to, and notes when it is asked for the next.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { afterAnswer } from "../../../lambdas/recommend/after-answer.ts";

interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

class FakeRuntimeApi {
  readonly asked: Asked[] = [];
  #waiting: ServerResponse | undefined;
  readonly #server = createServer((incoming, outgoing) => void this.#take(incoming, outgoing));

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often the next event was asked for. */
  get nexts(): number {
    return this.asked.filter(({ line }) => line === "GET /2020-01-01/extension/event/next").length;
  }

  invoke(requestId: string): void {
    this.#waiting?.end(JSON.stringify({ eventType: "INVOKE", requestId, deadlineMs: 0 }));
    this.#waiting = undefined;
  }

  /** The connection on which the next event is waited for stays: it ends with the container, here with the test's process. */
  stop(): void {
    this.#server.close();
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let body = "";
    for await (const piece of incoming) body += String(piece);
    const line = `${incoming.method} ${incoming.url}`;
    this.asked.push({ line, headers: incoming.headers, body });
    if (line.startsWith("POST")) {
      outgoing.writeHead(200, { "Lambda-Extension-Identifier": "id-1" });
      outgoing.end("{}");
    } else {
      this.#waiting = outgoing;
    }
  }
}

let api: FakeRuntimeApi | undefined;
afterEach(() => {
  api?.stop();
  api = undefined;
});

async function started() {
  api = new FakeRuntimeApi();
  const after = await afterAnswer(await api.start());
  await vi.waitFor(() => expect(api?.nexts).toBe(1));
  return { api, after };
}

describe("afterAnswer()", () => {
  it("registers for calls, and asks for the first under the identifier that it was given", async () => {
    const { api } = await started();
    const [registration, next] = api.asked;
    expect(registration).toMatchObject({
      line: "POST /2020-01-01/extension/register",
      headers: { "lambda-extension-name": "after-answer" },
      body: '{"events":["INVOKE"]}',
    });
    expect(next?.headers["lambda-extension-identifier"]).toBe("id-1");
  });

  it("asks for the next call when the work behind the one before is done, and no sooner", async () => {
    const { api, after } = await started();
    const work = Promise.withResolvers<void>();
    api.invoke("call-1");
    after.run("call-1", () => work.promise);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(api.nexts).toBe(1);
    work.resolve();
    await vi.waitFor(() => expect(api.nexts).toBe(2));
  });

  it("does not mind whether it or the handler learns of a call first, or that work fails", async () => {
    const { api, after } = await started();
    after.run("call-1", async () => {});
    api.invoke("call-1");
    await vi.waitFor(() => expect(api.nexts).toBe(2));
    api.invoke("call-2");
    after.run("call-2", () => Promise.reject(new Error("no stream")));
    await vi.waitFor(() => expect(api.nexts).toBe(3));
  });

  it("has the work of many calls done at once where nothing freezes", async () => {
    vi.useFakeTimers();
    try {
      const after = await afterAnswer(undefined);
      const work = vi.fn(async () => {});
      for (const call of ["call-1", "call-2", "call-3"]) after.run(call, work);
      expect(work).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1_000);
      expect(work).toHaveBeenCalledOnce();
      after.run("call-4", work);
      vi.advanceTimersByTime(1_000);
      expect(work).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("says so when it is not let in", async () => {
    const server = createServer((_, outgoing) => outgoing.writeHead(403).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = (server.address() as AddressInfo).port;
    await expect(afterAnswer(`127.0.0.1:${port}`)).rejects.toThrow(
      "Cannot use the Extensions API: POST /2020-01-01/extension/register answered 403",
    );
    server.closeAllConnections();
    server.close();
  });
});
