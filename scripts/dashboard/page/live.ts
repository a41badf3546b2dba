/**
 * The stream of updates of what is in sight. A tab that nobody sees, or that is paused, has none: nothing is then read for
 * it.
 */
export type Update =
  | {
      readonly kind: "model";
      readonly atMs: number;
      readonly stage: string;
      readonly model: { readonly view: string };
    }
  | { readonly kind: "waiting" | "failed"; readonly text: string };

export type LiveState = "connecting" | "live" | "paused" | "lost";

export interface LiveListener {
  onUpdate(update: Update): void;
  onState(state: LiveState, lastUpdateMs: number | null): void;
}

/** Tabs may have to take turns: a pause of this length is none. */
const LOST_AFTER_MS = 8_000;
const CHECK_MS = 1_000;
/** After an answer that was no stream; the browser itself asks again only after a stream has broken. */
const REOPEN_MS = 2_000;

export class Live {
  readonly #listener: LiveListener;
  #address = "";
  #source: EventSource | undefined;
  #isPaused = false;
  #lastUpdateMs: number | null = null;
  #openedMs = 0;

  constructor(listener: LiveListener) {
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => this.#apply());
    setInterval(() => this.#tellState(), CHECK_MS);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whoever looks for something else wants to see it: a pause ends. True when the address is another than before. */
  show(address: string): boolean {
    if (address === this.#address) return false;
    this.#address = address;
    this.#isPaused = false;
    this.#close();
    this.#apply();
    return true;
  }

  pause(): void {
    this.#isPaused = true;
    this.#apply();
  }

  resume(): void {
    this.#isPaused = false;
    this.#apply();
  }

  #apply(): void {
    const isWanted = !this.#isPaused && !document.hidden;
    if (!isWanted) this.#close();
    else if (this.#source === undefined) this.#open();
    this.#tellState();
  }

  #open(): void {
    const source = new EventSource(this.#address);
    this.#source = source;
    this.#openedMs = Date.now();
    source.addEventListener("message", ({ data }) => {
      if (source !== this.#source) return;
      this.#lastUpdateMs = Date.now();
      this.#listener.onUpdate(JSON.parse(data));
      this.#tellState();
    });
    source.addEventListener("error", () => {
      if (source !== this.#source || source.readyState !== EventSource.CLOSED) return;
      this.#close();
      setTimeout(() => this.#apply(), REOPEN_MS);
    });
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  #tellState(): void {
    this.#listener.onState(this.#state(), this.#lastUpdateMs);
  }

  #state(): LiveState {
    if (this.#isPaused) return "paused";
    const quietMs = Date.now() - Math.max(this.#lastUpdateMs ?? 0, this.#openedMs);
    if (quietMs > LOST_AFTER_MS) return "lost";
    return this.#lastUpdateMs === null ? "connecting" : "live";
  }
}
