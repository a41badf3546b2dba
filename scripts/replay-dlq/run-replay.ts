/**
 * One run: gather, plan, put in order, delete what is durable, make everything else visible again. Safe to end at any
 * point and to run again: at worst a record is put twice, which the processor recognises by its origin.
 */
import type { ProducerClock } from "../producer/producer-clock.ts";
import type { RecordSink } from "../producer/record-sink.ts";
import type { DeadLetterQueue } from "./dead-letter-queue.ts";
import type { Filters } from "./filters.ts";
import { type Gathered, gather } from "./gather.ts";
import { HeldMessages } from "./held-messages.ts";
import { errorName } from "./outcome.ts";
import type { OverflowBodies } from "./overflow-bodies.ts";
import { planReplay } from "./plan.ts";
import { type ReplayReport, replayReport } from "./replay-report.ts";
import { sendInOrder } from "./send-in-order.ts";
import { Settlement } from "./settlement.ts";
import type { StreamRanges } from "./stream-ranges.ts";
import type { Transform } from "./transform.ts";

export interface ReplayPorts {
  readonly queue: DeadLetterQueue;
  readonly ranges: StreamRanges;
  readonly bodies: OverflowBodies;
  readonly sink: RecordSink;
  readonly clock: ProducerClock;
  /** Uniform in `[0, 1)`: the jitter. */
  readonly random: () => number;
}

export interface ReplayRun {
  readonly pipeline: string;
  readonly filters: Filters;
  readonly isExecuted: boolean;
  readonly isExpiredDropped: boolean;
  readonly messagesMax: number;
  /** Records a second. */
  readonly rate: number;
  readonly transform?: Transform | undefined;
  readonly signal: AbortSignal;
  readonly onGathered?: ((received: number, matched: number) => void) | undefined;
  readonly onReplayed?: ((done: number, total: number) => void) | undefined;
}

/** What ended the run when nothing failed but not all was put. */
const INTERRUPTED = "Interrupted";

/** Resolves when nothing is held any more. Failures of the stream or the queue are in the report, by name. */
export async function runReplay(run: ReplayRun, ports: ReplayPorts): Promise<ReplayReport> {
  const held = new HeldMessages(ports.queue, ports.clock);
  try {
    return await carryOut(run, ports, held);
  } finally {
    await held.release();
  }
}

async function carryOut(run: ReplayRun, ports: ReplayPorts, held: HeldMessages): Promise<ReplayReport> {
  const { signal, isExecuted, isExpiredDropped } = run;
  const gathered = await gatherAll(run, ports, held);
  const plan = await planReplay(gathered.messages, {
    transform: run.transform,
    onRecord: () => held.renew(),
    signal,
  });
  const settlement = new Settlement(plan, isExpiredDropped);
  let failure: string | null = null;
  if (!isExecuted) settlement.accept(plan.entries);
  else {
    try {
      await execute(run, ports, held, settlement, plan.entries);
    } catch (error) {
      failure = failureName(error);
    }
  }
  if (signal.aborted) failure ??= INTERRUPTED;
  return replayReport(settlement.outcomes(failure ?? INTERRUPTED), {
    mode: isExecuted ? "execute" : "dry-run",
    received: gathered.received,
    records: settlement.durableCount,
    isExpiredDropped,
    isMore: gathered.isMore,
    failure,
  });
}

function gatherAll(run: ReplayRun, ports: ReplayPorts, held: HeldMessages): Promise<Gathered> {
  const { pipeline, filters, messagesMax, signal } = run;
  const { ranges, bodies, clock } = ports;
  const sources = { ranges, bodies, nowMs: clock.now(), onPage: () => held.renew() };
  const onProgress = run.onGathered ?? (() => {});
  return gather({ pipeline, filters, messagesMax, held, sources, signal, onProgress });
}

async function execute(
  run: ReplayRun,
  { sink, clock, random }: ReplayPorts,
  held: HeldMessages,
  settlement: Settlement,
  entries: Parameters<typeof sendInOrder>[0],
): Promise<void> {
  const { rate, signal, onReplayed } = run;
  const remove = async (messageIds: readonly string[]) => {
    try {
      settlement.keepUndeleted(await held.delete(messageIds));
    } catch (error) {
      settlement.keepUndeleted(messageIds);
      throw error;
    }
  };
  const atOnce = settlement.deletableAtOnce();
  if (signal.aborted) settlement.keepUndeleted(atOnce);
  else await remove(atOnce);
  await sendInOrder(entries, {
    sink,
    clock: renewing(clock, held),
    random,
    rate,
    signal,
    async onAccepted(accepted) {
      await remove(settlement.accept(accepted));
      await held.renew();
      onReplayed?.(settlement.durableCount, entries.length);
    },
  });
}

/** A key that is throttled can keep a portion waiting for longer than its messages are hidden. */
function renewing(clock: ProducerClock, held: HeldMessages): ProducerClock {
  return {
    now: () => clock.now(),
    async sleep(durationMs, signal) {
      await held.renew();
      await clock.sleep(durationMs, signal);
    },
  };
}

/** A sender's failure carries the service's code, which says more than its own name. */
function failureName(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" && /^[\w.]{1,64}$/.test(code) ? code : errorName(error);
}
