/**
 * Work that is done when the answer has gone out: the caller does not wait for it, and it is not lost.
 *
 * Lambda freezes a container as soon as its handler has answered and every extension has asked for the next event. So the
 * function registers itself as an extension (an internal one, "Lambda Extensions API" in Lambda's developer guide) and asks
 * only when the work behind the last answer is done. The emulator has no such interface and does not freeze: there, the
 * work waits a little, so that many calls share it.
 */
import { request } from "node:http";

export interface AfterAnswer {
  /**
   * Has the work behind the answer to a call done, which includes that of calls before it. To be called once a call, also
   * where there is nothing to do.
   */
  run(requestId: string, work: () => Promise<void>): void;
}

const REGISTER_PATH = "/2020-01-01/extension/register";
const NEXT_PATH = "/2020-01-01/extension/event/next";
const IDENTIFIER = "lambda-extension-identifier";

/** Where nothing freezes. */
const SHARED_AFTER_MS = 500;

/** @param runtimeApi host and port of Lambda's interface; undefined where nothing freezes. */
export async function afterAnswer(runtimeApi: string | undefined): Promise<AfterAnswer> {
  if (runtimeApi === undefined) return afterAWhile();
  const { headers } = await call(runtimeApi, "POST", REGISTER_PATH, {
    headers: { "Lambda-Extension-Name": "after-answer" },
    body: JSON.stringify({ events: ["INVOKE"] }),
  });
  const held = new HeldCalls();
  void follow(runtimeApi, String(headers[IDENTIFIER]), held);
  return { run: (requestId, work) => held.finish(requestId, work()) };
}

/** The work of the last call is that of all since the one before it: it writes all that waits. */
function afterAWhile(): AfterAnswer {
  let next: (() => Promise<void>) | undefined;
  return {
    run(_, work) {
      if (next === undefined) {
        setTimeout(() => {
          const latest = next;
          next = undefined;
          void latest?.();
        }, SHARED_AFTER_MS);
      }
      next = work;
    },
  };
}

/** Asks for one event after another, each when the work of the one before is done; for as long as the container lives. */
async function follow(runtimeApi: string, identifier: string, held: HeldCalls): Promise<never> {
  for (;;) {
    const headers = { "Lambda-Extension-Identifier": identifier };
    const { body } = await call(runtimeApi, "GET", NEXT_PATH, { headers });
    const { requestId } = JSON.parse(body) as { readonly requestId: string };
    await held.isFinished(requestId);
  }
}

/** The handler and the extension learn of a call in either order. */
class HeldCalls {
  readonly #calls = new Map<string, PromiseWithResolvers<void>>();

  finish(requestId: string, work: Promise<void>): void {
    const { resolve } = this.#callOf(requestId);
    void work.then(resolve, resolve);
  }

  async isFinished(requestId: string): Promise<void> {
    await this.#callOf(requestId).promise;
    this.#calls.delete(requestId);
  }

  #callOf(requestId: string): PromiseWithResolvers<void> {
    const known = this.#calls.get(requestId) ?? Promise.withResolvers<void>();
    this.#calls.set(requestId, known);
    return known;
  }
}

interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Without a time-out: the next event may be hours away. `fetch` gives up after five minutes. */
function call(runtimeApi: string, method: string, path: string, { headers, body }: Call) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
  }>();
  const sent = request(`http://${runtimeApi}${path}`, { method, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("error", reject);
    response.on("end", () => {
      if (response.statusCode === 200) resolve({ headers: response.headers, body: text });
      else
        reject(new Error(`Cannot use the Extensions API: ${method} ${path} answered ${response.statusCode}`));
    });
  });
  sent.on("error", reject);
  sent.end(body);
  return promise;
}
