/** The server's process as its parent sees it: one command at a time, each with its answer. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export type ServerCommand =
  /** Lets time pass that nobody looks at, as fast as can be. */
  | { readonly kind: "pass"; readonly seconds: number }
  /** Serves the page from now on, while time passes so many times as fast as on the clock. */
  | { readonly kind: "serve"; readonly times: number }
  | { readonly kind: "look" }
  /** Collects what is no longer in use: memory is then what is. */
  | { readonly kind: "collect" };

export interface ServerAnswer {
  /** Of the page, once it is served. */
  readonly url: string;
  /** Since the pipelines began, by their own clock. */
  readonly passedS: number;
  /** In use; what is no longer needed counts until it is collected. */
  readonly heapBytes: number;
}

const SCRIPT = join(import.meta.dirname, "server-process.ts");

export class HourServer {
  readonly #process: ChildProcess;

  constructor() {
    this.#process = fork(SCRIPT, {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  /** @throws Error when the process ends instead of answering. */
  async ask(command: ServerCommand): Promise<ServerAnswer> {
    const over = new AbortController();
    const { signal } = over;
    const ended = once(this.#process, "exit", { signal }).then(([code]) => {
      throw new Error(`Cannot ask the dashboard's server: its process has ended with ${code}`);
    });
    ended.catch(() => {});
    this.#process.send(command);
    try {
      const [answer] = await Promise.race([once(this.#process, "message", { signal }), ended]);
      return answer as ServerAnswer;
    } finally {
      over.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, "exit");
  }
}
