/**
 * Foreseeing a batch: what it would do, and what must be settled in the progress before it does any of it.
 */
import type { StateStore } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { AnyTopology } from "../topology.ts";
import { begunAhead, isKnown, joined } from "./abandoned.ts";
import { type Decision, type DecisionPorts, decide } from "./decide.ts";
import type { SourceRecord } from "./record.ts";
import { leave, type WorkerMemory } from "./worker-memory.ts";

/** What a batch would do, from the progress with the refusals that folding it has brought up. */
export interface Foresight<R extends SourceRecord> {
  readonly decision: Decision<R>;
  /** The very progress that it started from, where there are none. */
  readonly foreseen: ShardProgress;
}

/** Decides until no refusal is new: what follows from one must be known before anything is written. Writes nothing. */
export async function foresee<R extends SourceRecord>(
  topology: AnyTopology,
  ports: DecisionPorts,
  memory: WorkerMemory,
  progress: ShardProgress,
  records: readonly R[],
): Promise<Foresight<R>> {
  const seen = await memory.ledgers.seen(ports.state, progress);
  memory.pages.enter(progress);
  let foreseen = progress;
  let decision = await decide(topology, ports, memory.pages, foreseen, seen, records);
  while (decision.refusals.length > 0 && !decision.isOverfull) {
    foreseen = { ...foreseen, refusals: [...foreseen.refusals, ...decision.refusals] };
    decision = await decide(topology, ports, memory.pages, foreseen, seen, records);
  }
  return { decision, foreseen };
}

/**
 * What a batch has found out is stored with the progress before any page is written: refusals that depend on state, so
 * that every later attempt, by whichever worker and from whatever state, gives their records the same verdict;
 * and that records were begun, so that they will be finished.
 *
 * @returns the progress as it was where there is nothing to settle; undefined where it must be read anew.
 */
export async function settle<R extends SourceRecord>(
  state: StateStore,
  memory: WorkerMemory,
  progress: ShardProgress,
  { decision, foreseen }: Foresight<R>,
): Promise<ShardProgress | undefined> {
  let settled = foreseen;
  const bases = decision.levels.flat().map(({ base }) => base.base);
  const ahead = begunAhead(progress, bases);
  if (ahead !== null && !isKnown(progress.begun, ahead)) {
    settled = { ...foreseen, begun: joined(progress.begun, ahead) };
  } else if (ahead !== null && foreseen === progress) {
    const stored = await state.readProgress(progress.shardId);
    if (stored?.version !== progress.version) return stored;
  }
  if (settled === progress) return progress;
  const next: ShardProgress = { ...settled, version: settled.version + 1 };
  if (!(await state.commitProgress(next))) return undefined;
  leave(memory, next, []);
  return next;
}
