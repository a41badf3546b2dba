/**
 * Runs one command-line program to its exit code: 0 done, 1 what it checks does not hold, 2 it could not run,
 * 130 or 143 interrupted. An action that returns after an interruption has ended as asked (a producer that prints its
 * last figures): that is a 0. One for which an early end is no success throws `signal.reason`.
 * Invariant: the process ends when the action ends, with all output written, whatever sockets are still open.
 */
import { type Command, CommanderError } from "commander";
import { CheckFailed } from "./check-failed.ts";
import { Interrupted, takeInterruption } from "./interruption.ts";
import { UserError } from "./user-error.ts";

export interface CommandCall<Options> {
  readonly args: readonly string[];
  readonly options: Options;
  /** Aborts on the first Ctrl-C or SIGTERM, with an `Interrupted` as its reason. */
  readonly signal: AbortSignal;
}

export type CommandAction<Options> = (call: CommandCall<Options>) => Promise<void>;

/** Parses the arguments, runs the action, and ends the process with the exit code that the outcome calls for. */
export async function runCommand<Options>(
  program: Command,
  action: CommandAction<Options>,
  argv: readonly string[] = process.argv,
): Promise<never> {
  const interruption = takeInterruption();
  process.stdout.on("error", endOnClosedPipe);
  program.exitOverride().showHelpAfterError("(add --help for the options)");
  program.action(async () => {
    await action({ args: program.args, options: program.opts() as Options, signal: interruption.signal });
  });
  let exitCode = 0;
  try {
    await program.parseAsync(argv);
  } catch (error) {
    exitCode = report(error, interruption.signal);
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
}

function report(error: unknown, signal: AbortSignal): number {
  // Commander has printed its own help or complaint by now. It says 1 for bad usage; here that is a 2.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError || error instanceof CheckFailed) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  if (signal.reason instanceof Interrupted && isAbort(error)) return signal.reason.exitCode;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 2;
}

/** The SDK, fetch, timers and child processes each throw their own object, but all name it AbortError. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableEnded || stream.destroyed) resolve();
    else stream.write("", () => resolve());
  });
}

/** `… | head` closes the pipe when it has enough: that is the reader's choice and no failure of ours. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.kill(process.pid, "SIGTERM");
  else throw error;
}
