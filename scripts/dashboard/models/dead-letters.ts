/**
 * Dead letters as people look at them: how many by reason and pipeline, one of them whole, and the command that would
 * replay them. Invariant: of a pipeline that is not in `SHOWN_WHOLE` neither a record nor its key leaves this file.
 */
import type { DeadLetter } from "../../replay-dlq/dead-letter.ts";
import type { DeadLetterSample, SampledLetter } from "../sources/dead-letter-sample.ts";

/** Pipelines whose records name no patient: a new one shows nothing until somebody has decided so. */
const SHOWN_WHOLE: ReadonlySet<string> = new Set(["iot", "commerce"]);

const ROWS_MAX = 100;
const BODY_CHARACTERS_MAX = 4_000;

export interface ReasonCount {
  readonly pipeline: string;
  readonly reason: string;
  readonly count: number;
}

export interface LetterRow {
  readonly id: string;
  readonly pipeline: string;
  readonly reason: string;
  readonly operator: string | null;
  readonly error: string;
  /** Processing time: when the stream took the record. */
  readonly arrivedAtMs: number | null;
  readonly attempt: number | null;
}

export interface LetterDetail extends LetterRow {
  readonly origin: string | null;
  /** null where it is withheld. */
  readonly key: string | null;
  /** The record's text, its beginning; null where it is withheld or elsewhere. */
  readonly body: string | null;
  /** Why there is no body, in words. */
  readonly bodyNote: string | null;
  readonly command: string;
}

export interface QueueState {
  readonly pipeline: string;
  /** Ever dead-lettered, as the pipeline's own progress says. */
  readonly ever: number;
  /** In the queue now, roughly; null when it may not be read. */
  readonly waiting: number | null;
  readonly looked: number;
  readonly failure: string | null;
}

export interface DeadLettersModel {
  readonly view: "dead-letters";
  readonly queues: readonly QueueState[];
  readonly reasons: readonly ReasonCount[];
  readonly letters: readonly LetterRow[];
  readonly matching: number;
  readonly commands: readonly { readonly pipeline: string; readonly command: string }[];
  readonly choices: { readonly pipelines: readonly string[]; readonly reasons: readonly string[] };
  readonly detail: LetterDetail | null;
}

export interface QueueInput {
  readonly pipeline: string;
  readonly stageOptions: string;
  readonly ever: number;
  readonly sample: DeadLetterSample | null;
  readonly failure: string | null;
}

export interface LetterFilters {
  readonly pipeline?: string | undefined;
  readonly reason?: string | undefined;
  readonly letter?: string | undefined;
}

export function deadLettersModel(queues: readonly QueueInput[], filters: LetterFilters): DeadLettersModel {
  const all = queues.flatMap((queue) => (queue.sample?.letters ?? []).map((sampled) => ({ queue, sampled })));
  const matching = all.filter(({ queue, sampled }) => {
    if (filters.pipeline !== undefined && queue.pipeline !== filters.pipeline) return false;
    return filters.reason === undefined || sampled.letter.reason === filters.reason;
  });
  const rows = matching.map(({ queue, sampled }) => letterRow(queue.pipeline, sampled));
  const chosen = all.find(({ sampled }) => sampled.messageId === filters.letter);
  const wanted = queues.filter(
    ({ pipeline }) => filters.pipeline === undefined || pipeline === filters.pipeline,
  );
  return {
    view: "dead-letters",
    queues: queues.map(({ pipeline, ever, sample, failure }) => {
      return {
        pipeline,
        ever,
        waiting: sample?.waiting ?? null,
        looked: sample?.letters.length ?? 0,
        failure,
      };
    }),
    reasons: reasonsOf(queues),
    letters: rows.sort((one, other) => (other.arrivedAtMs ?? 0) - (one.arrivedAtMs ?? 0)).slice(0, ROWS_MAX),
    matching: rows.length,
    commands: wanted.map((queue) => ({
      pipeline: queue.pipeline,
      command: replayCommand(queue, filters.reason),
    })),
    choices: {
      pipelines: queues.map(({ pipeline }) => pipeline),
      reasons: [...new Set(all.map(({ sampled }) => sampled.letter.reason))].sort(),
    },
    detail: chosen === undefined ? null : letterDetail(chosen.queue, chosen.sampled),
  };
}

function reasonsOf(queues: readonly QueueInput[]): readonly ReasonCount[] {
  return queues
    .flatMap(({ pipeline, sample }) => {
      const byReason = Map.groupBy(sample?.letters ?? [], ({ letter }) => letter.reason);
      return [...byReason].map(([reason, letters]) => ({ pipeline, reason, count: letters.length }));
    })
    .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}

function letterRow(pipeline: string, { messageId, letter }: SampledLetter): LetterRow {
  return {
    id: messageId,
    pipeline,
    reason: letter.reason,
    operator: letter.operator,
    error: letter.error,
    arrivedAtMs: arrivalOf(letter),
    attempt: letter.kind === "letter" ? letter.attempt : null,
  };
}

function arrivalOf(letter: DeadLetter): number | null {
  if (letter.kind === "letter") return letter.arrivedAtMs;
  return letter.kind === "batch" ? letter.firstArrivedAtMs : null;
}

function letterDetail(queue: QueueInput, sampled: SampledLetter): LetterDetail {
  const { letter } = sampled;
  const row = letterRow(queue.pipeline, sampled);
  const command = replayCommand(queue, letter.kind === "unreadable" ? undefined : letter.reason);
  if (letter.kind !== "letter") {
    const origin = letter.kind === "batch" ? `${letter.shardId}, ${letter.batchSize} records` : null;
    return { ...row, origin, key: null, body: null, bodyNote: "It holds positions and no record.", command };
  }
  const origin = `${letter.origin.shardId}:${letter.origin.sequenceNumber}`;
  if (!SHOWN_WHOLE.has(queue.pipeline)) {
    return {
      ...row,
      origin,
      key: null,
      body: null,
      bodyNote: "Withheld: records of this pipeline are personal.",
      command,
    };
  }
  const { partitionKey: key } = letter;
  if (typeof letter.body !== "string") {
    return {
      ...row,
      origin,
      key,
      body: null,
      bodyNote: "Too large for its message: it is in the overflow bucket.",
      command,
    };
  }
  const text = Buffer.from(letter.body, "base64").toString("utf8");
  const isLong = text.length > BODY_CHARACTERS_MAX;
  const bodyNote = isLong ? `The first ${BODY_CHARACTERS_MAX} of ${text.length} characters.` : null;
  return { ...row, origin, key, body: text.slice(0, BODY_CHARACTERS_MAX), bodyNote, command };
}

/** Reasons are codes: what is none does not get into a command that people paste. */
const CODE = /^\w[\w.-]{0,63}$/;

/** A dry run: what it would do is seen before it is done. */
export function replayCommand(
  { pipeline, stageOptions }: Pick<QueueInput, "pipeline" | "stageOptions">,
  reason?: string,
): string {
  const filter = reason === undefined || !CODE.test(reason) ? "" : ` --reason ${reason}`;
  return `npm run replay-dlq -- --pipeline ${pipeline} ${stageOptions}${filter}`;
}
