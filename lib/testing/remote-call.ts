/**
 * A call over the simulated network: it travels, may be refused, has its effect, and its answer travels back.
 * The caller may die on either side of the effect; a dead caller's call never returns.
 */
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What the callers of one world share. */
export interface Network {
  readonly time: VirtualTime;
  readonly random: Random;
  /** The faults of this moment. */
  readonly faults: () => Faults;
  /** Told of each effect right after it happened. */
  readonly observe: (caller: string, call: string, args: readonly unknown[], result: unknown) => void;
  /** Told of each fault that strikes. */
  readonly note: (line: string) => void;
  /** Told of each invocation that ended with an error. */
  readonly failed: (caller: string, error: unknown) => void;
}

class PassingFault extends Error {
  override readonly name = "PassingFault";
}

const HOP_MS_MAX = 6;
const STALL_MS_MAX = 25_000;
const REQUEST_TIMEOUT_MS = 1_000;

/** One that calls: a container or a closer's run. It answers no more once it is dead. */
export class Caller {
  readonly name: string;
  readonly #network: Network;
  readonly #died: () => void;
  #callsLeft = Number.POSITIVE_INFINITY;
  isAlive = true;

  constructor(name: string, network: Network, died: () => void) {
    this.name = name;
    this.#network = network;
    this.#died = died;
  }

  /** The same object, its methods called over the network; those named `local` are called at once. */
  remote<T extends object>(target: T, local: readonly string[] = []): T {
    return new Proxy(target, {
      get: (object, name) => {
        const method = Reflect.get(object, name) as (...args: unknown[]) => Promise<unknown>;
        if (local.includes(String(name))) return method.bind(object);
        return (...args: unknown[]) => this.call(String(name), args, () => method.apply(object, args));
      },
    });
  }

  /** Lets the caller make so many more calls. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  async call<R>(call: string, args: readonly unknown[], effect: () => Promise<R>): Promise<R> {
    if (this.#callsLeft <= 0) return this.die(`before ${call}`);
    this.#callsLeft -= 1;
    const { random, observe, note } = this.#network;
    const faults = this.#network.faults();
    await this.#travel(random.chance(faults.stall));
    if (random.chance(faults.throttle)) {
      note(`${this.name} ${call} throttled`);
      throw new PassingFault("throttled");
    }
    if (random.chance(faults.lostRequest)) {
      note(`${this.name} ${call} request lost`);
      return this.#fail("request lost");
    }
    if (random.chance(faults.crashBefore)) return this.die(`before ${call}`);
    const result = await effect();
    observe(this.name, call, args, result);
    if (random.chance(faults.crashAfter)) return this.die(`after ${call}`);
    if (random.chance(faults.lostReply)) {
      note(`${this.name} ${call} reply lost`);
      return this.#fail("reply lost");
    }
    await this.#travel(random.chance(faults.stall));
    return result;
  }

  /** Ends the caller: nothing that it waits for ever comes. */
  die(how: string): Promise<never> {
    if (this.isAlive) {
      this.isAlive = false;
      this.#network.note(`${this.name} died ${how}`);
      this.#died();
    }
    return new Promise(() => {});
  }

  async #fail(how: string): Promise<never> {
    await this.#network.time.sleep(REQUEST_TIMEOUT_MS);
    if (!this.isAlive) return this.die(how);
    throw new PassingFault(how);
  }

  async #travel(isStalled: boolean): Promise<void> {
    const { time, random } = this.#network;
    await time.sleep(isStalled ? random.between(1, STALL_MS_MAX) : random.between(0, HOP_MS_MAX));
    if (!this.isAlive) await this.die("before");
  }
}
