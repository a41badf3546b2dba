/**
 * Ctrl-C and SIGTERM as an AbortSignal: the first asks the command to end, a second Ctrl-C ends the process at once.
 * npm passes a Ctrl-C on to a script that the terminal has already told, so repeats within REPEAT_MS are one keystroke.
 * Invariant: after `release` the process handles signals as if this had never been there.
 */
const REPEAT_MS = 500;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type EndingSignal = keyof typeof EXIT_CODES;

/** The abort reason: which signal came, and the exit code that tells a shell so. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super(`Interrupted by ${signal}`);
    this.name = "AbortError";
    this.exitCode = EXIT_CODES[signal];
  }
}

export interface Interruption {
  readonly signal: AbortSignal;
  release(): void;
}

/** Takes over SIGINT and SIGTERM until `release`. */
export function takeInterruption(stderr: NodeJS.WriteStream = process.stderr): Interruption {
  const controller = new AbortController();
  let firstAtMs = Number.NEGATIVE_INFINITY;

  function onSignal(signal: EndingSignal): void {
    if (controller.signal.aborted) {
      if (performance.now() - firstAtMs > REPEAT_MS) process.exit(EXIT_CODES[signal]);
      return;
    }
    firstAtMs = performance.now();
    if (stderr.isTTY) stderr.write("\nStopping; press Ctrl-C again to quit at once\n");
    controller.abort(new Interrupted(signal));
  }

  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
