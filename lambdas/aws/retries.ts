/**
 * Retries of calls to AWS: the SDK's strategy (transient errors and throttles only, out of a bucket of tokens), with
 * exponential backoff and full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter": a random wait of up to
 * `min(cap, base * 2^n)`), counted, and none that could not end within the invocation.
 */
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { ENVIRONMENT } from "../../lib/contract/index.ts";

/** Three retries, as the order asks for, after the first attempt. */
const ATTEMPTS_MAX = 4;
const DEFAULT_BASE_MS = 25;
const DEFAULT_CAP_MS = 1_000;
/** What the invocation needs behind its last call, to report. */
const MARGIN_MS = 500;

/** What is known of the invocation at hand: how long it may still take, and how often it has tried again. */
export class Retries {
  #deadlineMs = Number.POSITIVE_INFINITY;
  #count = 0;

  /** @param remainingMs until the function is ended. */
  begin(remainingMs: number): void {
    this.#deadlineMs = performance.now() + remainingMs - MARGIN_MS;
    this.#count = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** True when a request that waits first can still have its time-out; the retry is then counted. */
  mayWait(waitMs: number, requestTimeoutMs: number): boolean {
    if (!this.isTimeFor(waitMs + requestTimeoutMs)) return false;
    this.#count += 1;
    return true;
  }

  /** True when what takes so long still ends within the invocation. */
  isTimeFor(durationMs: number): boolean {
    return performance.now() + durationMs <= this.#deadlineMs;
  }
}

/** The container's one: it has one invocation at a time. */
export const retries = new Retries();

/** @param random in `[0, 1)`. */
export function fullJitterMs(
  retry: number,
  baseMs: number,
  capMs: number,
  random: () => number = Math.random,
): number {
  return random() * Math.min(capMs, baseMs * 2 ** retry);
}

/** How long to wait in front of each retry, from the first, 0, on; as the environment says. */
export function retryWaits(): (retry: number) => number {
  const baseMs = fromEnvironment(ENVIRONMENT.retryBaseMs, DEFAULT_BASE_MS);
  const capMs = fromEnvironment(ENVIRONMENT.retryCapMs, DEFAULT_CAP_MS);
  return (retry) => fullJitterMs(retry, baseMs, capMs);
}

/** @param requestTimeoutMs after which one attempt is given up. */
export function retryStrategy(requestTimeoutMs: number, of: Retries = retries): ConfiguredRetryStrategy {
  const waitMsOf = retryWaits();
  // The strategy numbers the retries from 1 on.
  return new ConfiguredRetryStrategy(ATTEMPTS_MAX, (retry) => {
    const waitMs = waitMsOf(retry - 1);
    if (of.mayWait(waitMs, requestTimeoutMs)) return waitMs;
    throw new Error("Cannot try again: the invocation ends first");
  });
}

function fromEnvironment(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!(value > 0)) throw new Error(`Cannot use ${name}: expected milliseconds above 0`);
  return value;
}
