/**
 * One poller for all tabs: while somebody looks, each thing that is looked at is read at most once a second, and its
 * update goes to all who look at it. When the last tab is closed, reading ends.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Look, ReadView, WatchedNow } from "../reads/look.ts";
import { sharedFor, sharedState } from "../sources/shared-reads.ts";
import type { Watched, WatchedPipeline } from "../sources/watched-pipeline.ts";
import { type Interest, interestKey, type ViewId } from "./interest.ts";
import { CLOCK_PACE } from "./pace.ts";
import { ProgressHistory, sampleOf } from "./progress-history.ts";
import { failureText } from "./failure-text.ts";

/** What is too dear to be read at every look is read at every fifth. */
const SELDOM_LOOKS = 5;

export interface PollerOptions {
  readonly watched: () => Watched;
  readonly views: Readonly<Record<ViewId, ReadView>>;
  readonly now?: () => number;
  /** Between two reads of one thing; a second unless given. */
  readonly intervalMs?: number;
}

/** An update's text; the same text as before is not sent again. */
export type Listener = (text: string) => void;

interface Subject {
  readonly interest: Interest;
  readonly listeners: Set<Listener>;
  text: string;
  /** When it is to be read next, on the clock that only goes forward. */
  dueMs: number;
}

export class Poller {
  readonly #watched: () => Watched;
  readonly #views: Readonly<Record<ViewId, ReadView>>;
  readonly #now: () => number;
  readonly #intervalMs: number;
  readonly #subjects = new Map<string, Subject>();
  readonly #kept = new WeakMap<WatchedPipeline, Pick<WatchedNow, "history" | "seldom">>();
  #running: Promise<void> | undefined;
  #wake = new AbortController();
  #looks = 0;

  constructor({
    watched,
    views,
    now = CLOCK_PACE.now,
    intervalMs = CLOCK_PACE.lookIntervalMs,
  }: PollerOptions) {
    this.#watched = watched;
    this.#views = views;
    this.#now = now;
    this.#intervalMs = intervalMs;
  }

  /** How often something was read so far. */
  get looks(): number {
    return this.#looks;
  }

  /** Tells the listener the subject's state, soon and then as it changes, until the returned function is called. */
  subscribe(interest: Interest, listener: Listener): () => void {
    const key = interestKey(interest);
    const subject = this.#subjects.get(key) ?? { interest, listeners: new Set(), text: "", dueMs: 0 };
    this.#subjects.set(key, subject);
    subject.listeners.add(listener);
    if (subject.text === "") this.#wake.abort();
    else queueMicrotask(() => subject.listeners.has(listener) && listener(subject.text));
    this.#running ??= this.#run();
    return () => {
      subject.listeners.delete(listener);
      if (subject.listeners.size > 0 || this.#subjects.get(key) !== subject) return;
      this.#subjects.delete(key);
      if (this.#subjects.size === 0) this.#wake.abort();
    };
  }

  async #run(): Promise<void> {
    for (;;) {
      this.#wake = new AbortController();
      const subjects = [...this.#subjects.values()];
      if (subjects.length === 0) break;
      const dueMs = Math.min(...subjects.map((subject) => subject.dueMs));
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal: this.#wake.signal }).catch(() => {});
      else await this.#look(subjects.filter((subject) => subject.dueMs <= performance.now()));
    }
    this.#running = undefined;
  }

  async #look(subjects: readonly Subject[]): Promise<void> {
    this.#looks += 1;
    for (const subject of subjects) subject.dueMs = performance.now() + this.#intervalMs;
    const watched = this.#watched();
    if (watched.kind === "waiting") {
      for (const subject of subjects) tell(subject, { kind: "waiting", text: watched.text });
      return;
    }
    const look = this.#lookAt(watched.pipelines, watched.stage);
    const failure = await sample(look).catch(failureText);
    await Promise.all(
      subjects.map(async (subject) => {
        const { interest } = subject;
        const read = async () => {
          if (failure !== undefined) return { kind: "failed", text: failure };
          const model = await this.#views[interest.view](look, interest);
          return { kind: "model", atMs: look.nowMs, stage: look.stage, model };
        };
        tell(subject, await read().catch((error) => ({ kind: "failed", text: failureText(error) })));
      }),
    );
  }

  #lookAt(pipelines: readonly WatchedPipeline[], stage: string): Look {
    const nowMs = this.#now();
    const read = pipelines.map((pipeline): WatchedNow => {
      const kept = this.#kept.get(pipeline) ?? {
        history: pipeline.history ?? new ProgressHistory(),
        seldom: sharedFor(SELDOM_LOOKS * this.#intervalMs),
      };
      this.#kept.set(pipeline, kept);
      const ofThisLook = sharedFor(Number.MAX_SAFE_INTEGER);
      return { ...pipeline, ...kept, state: sharedState(pipeline.state, ofThisLook) };
    });
    return { nowMs, stage, pipelines: read };
  }
}

async function sample({ nowMs, pipelines }: Look): Promise<undefined> {
  await Promise.all(
    pipelines.map(async ({ state, history }) => history.add(sampleOf(nowMs, await state.listProgress()))),
  );
}

function tell(subject: Subject, update: object): void {
  const text = JSON.stringify(update);
  if (text === subject.text) return;
  subject.text = text;
  for (const listener of subject.listeners) listener(text);
}
