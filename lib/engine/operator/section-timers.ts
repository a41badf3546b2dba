/**
 * The timers of a section's keys, in their order. The draft that made a section leaves its queue behind, so that the next one
 * need not look at every key; of a section that was read the queue is made anew.
 */
import type { KeyedSection } from "./keyed-section.ts";
import { type KeyTimer, TimerQueue } from "./timer-queue.ts";

const queues = new WeakMap<KeyedSection, TimerQueue>();

/** A queue with more timers a key is mostly of replaced ones, which are copied with each draft: it is made anew. */
const TIMERS_A_KEY_MAX = 2;

/** Notes the queue of the draft that has become the section. Sections without keys are all the same one, and need none. */
export function keepTimers(section: KeyedSection, queue: TimerQueue): void {
  if (section.size > 0 && queue.size <= TIMERS_A_KEY_MAX * section.size) queues.set(section, queue);
}

/** All timers of the section's keys, and maybe some that are no longer theirs. */
export function timersIn(section: KeyedSection): TimerQueue {
  const kept = queues.get(section);
  if (kept !== undefined) return kept;
  const queue = new TimerQueue();
  section.forEach(({ timerMs }, key) => {
    if (timerMs !== null) queue.add({ key, timerMs });
  });
  keepTimers(section, queue);
  return queue;
}

/** The earliest timer of the section's keys; undefined for none. */
export function earliestTimer(section: KeyedSection): KeyTimer | undefined {
  const queue = timersIn(section);
  const isStale = ({ key, timerMs }: KeyTimer) => section.get(key)?.timerMs !== timerMs;
  for (let { first } = queue; first !== undefined; first = queue.first) {
    if (!isStale(first)) return first;
    queue.takeDue(first.timerMs);
  }
  return undefined;
}
