/**
 * A browser's tab spoken to in the DevTools protocol alone. A tab that Playwright drives has the browser note every
 * request for it, each stream of updates among them: that would be taken for the page's own growth.
 */
import type { Browser, CDPSession } from "playwright-core";

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const SIZE = { width: 1280, height: 720 };

/** Tabs of one window's kind: they share their connections, as those of one person's browser. */
export class PlainTabs {
  readonly #browser: CDPSession;
  readonly #browserContextId: string;

  private constructor(browser: CDPSession, browserContextId: string) {
    this.#browser = browser;
    this.#browserContextId = browserContextId;
  }

  static async open(browser: Browser): Promise<PlainTabs> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send("Target.createBrowserContext");
    return new PlainTabs(session, browserContextId);
  }

  async openTab(): Promise<PlainTab> {
    const browserContextId = this.#browserContextId;
    const { targetId } = await this.#browser.send("Target.createTarget", {
      url: "about:blank",
      browserContextId,
      ...SIZE,
    });
    const { sessionId } = await this.#browser.send("Target.attachToTarget", { targetId, flatten: false });
    return new PlainTab(this.#browser, sessionId);
  }

  async close(): Promise<void> {
    await this.#browser.send("Target.disposeBrowserContext", { browserContextId: this.#browserContextId });
    await this.#browser.detach();
  }
}

export class PlainTab {
  readonly #browser: CDPSession;
  readonly #sessionId: string;
  readonly #waiting = new Map<number, Waiting>();
  #sent = 0;

  constructor(browser: CDPSession, sessionId: string) {
    this.#browser = browser;
    this.#sessionId = sessionId;
    browser.on("Target.receivedMessageFromTarget", (received) => {
      if (received.sessionId === sessionId) this.#take(JSON.parse(received.message));
    });
  }

  /** @throws Error when the browser refuses. */
  async send<Result>(method: string, params: object = {}): Promise<Result> {
    const id = (this.#sent += 1);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const message = JSON.stringify({ id, method, params });
    await this.#browser.send("Target.sendMessageToTarget", { sessionId: this.#sessionId, message });
    return (await promise) as Result;
  }

  /** The value of an expression in the page. */
  async evaluate<Value>(expression: string): Promise<Value> {
    interface Evaluated {
      readonly result: { readonly value: Value };
    }
    const { result } = await this.send<Evaluated>("Runtime.evaluate", { expression, returnByValue: true });
    return result.value;
  }

  async press(key: string): Promise<void> {
    for (const type of ["keyDown", "keyUp"])
      await this.send("Input.dispatchKeyEvent", { type, key, text: key });
  }

  #take({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`Cannot use a tab: ${error.message}`));
  }
}
