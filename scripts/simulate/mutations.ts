/** Deliberate faults in the protocol: in batches, in what they store and in how windows are closed. */
import type { Mutation } from "./mutation.ts";
import { OPERATOR_MUTATIONS } from "./operator-mutations.ts";

const BATCH = "lib/engine/batch";
const CLOSE = "lib/engine/close";
const STATE = "lib/engine/state";

const PROTOCOL_MUTATIONS: readonly Mutation[] = [
  {
    name: "fold without looking at the page's high-water mark",
    file: `${BATCH}/fold-page.ts`,
    from: "of after(work.entries, appliedUpTo)) {",
    to: "of work.entries) {",
  },
  {
    name: "compare positions as numbers when folding",
    file: `${BATCH}/fold-page.ts`,
    from: "entries.filter(({ record }) => record.sequenceNumber > position)",
    to: "entries.filter(({ record }) => Number(record.sequenceNumber) > Number(position))",
  },
  {
    name: "judge records that the progress has behind it",
    file: `${BATCH}/judge.ts`,
    from: "for (const record of behind(records, progress.highWaterMark))",
    to: "for (const record of records)",
  },
  {
    name: "write progress beside the pages instead of behind them",
    file: `${BATCH}/process-batch.ts`,
    from: "commits = await effects(progress);\n  if (commits === undefined) {",
    to: "effects(progress).catch(() => {});\n  if (commits === undefined) {",
  },
  {
    name: "take a page's failed condition for success",
    file: `${BATCH}/commit-page.ts`,
    from: "if (commit.committed) {",
    to: "if (commit.committed || conflicts === 0) {",
  },
  {
    name: "take a fenced progress for success",
    file: `${BATCH}/process-batch.ts`,
    from: "if (!isCommitted) {",
    to: "if (false) {",
  },
  {
    name: "judge all of a batch against the watermark at its end",
    file: `${BATCH}/judge.ts`,
    from: "const bench = new Bench<R>(topology, progress, seen);",
    to: `const times = records.map(({ content, arrivalMs }) => {
      const decoded = content.kind === "event" ? decode(topology.source, content.text, arrivalMs) : undefined;
      return decoded?.eventTimeMs ?? progress.watermarkMs;
    });
    const endMs = Math.max(...times) - topology.source.watermark.outOfOrdernessMs;
    const atEnd = { ...progress, watermarkMs: Math.max(progress.watermarkMs, endMs) };
    const bench = new Bench<R>(topology, atEnd, seen);`,
  },
  {
    name: "forget identities on redelivery",
    file: `${BATCH}/ledger-memory.ts`,
    from: "for (const [identity, forgetAtMs] of remembered) known.seen.set(identity, forgetAtMs);",
    to: "",
  },
  {
    name: "give a child shard no ledger",
    file: `${BATCH}/shard-birth.ts`,
    from: "const ledger = await inheritLedger(store, shardId, ancestors);",
    to: "const ledger = await inheritLedger(store, shardId, []);",
  },
  {
    name: "give a child shard no keyed state",
    file: `${BATCH}/load-pages.ts`,
    from: "const inherits = orphans.length > 0;",
    to: "const inherits = false;",
  },
  {
    name: "inherit from parents only, not from what stands behind them",
    file: `${BATCH}/shard-birth.ts`,
    from: "return progress === undefined ? bornAncestors(store, parent, parentsOf) : [progress];",
    to: "return progress === undefined ? [] : [progress];",
  },
  {
    name: "let a shard be born below the floor",
    file: `${BATCH}/shard-birth.ts`,
    from: "const watermarkMs = (await store.readFloor()) ?? BEGINNING_OF_TIME;",
    to: "const watermarkMs = BEGINNING_OF_TIME;",
  },
  {
    name: "put a shard at the floor whenever nothing of it is processed",
    file: `${BATCH}/shard-birth.ts`,
    from: "return version === 1;",
    to: "return version < 4;",
  },
  {
    name: "fold into warm pages that another worker has moved on",
    file: `${BATCH}/warm-pages.ts`,
    from: "if (known?.version !== version)",
    to: "if (known === undefined)",
  },
  {
    name: "write pages before a refusal is settled",
    file: `${BATCH}/foresee.ts`,
    from: "if (settled === progress) return progress",
    to: "if (settled.refusals.length <= progress.refusals.length + 1) return progress",
  },
  {
    name: "write from where the worker left the shard, whatever is stored",
    file: `${BATCH}/process-batch.ts`,
    from: "if (found?.version !== progress.version) return { next: found };",
    to: "",
  },
  {
    name: "leave what was begun to its replay",
    file: `${BATCH}/abandoned.ts`,
    from: "if (begunOnes.length > 0) return",
    to: "if (begunOnes.length > 1_000) return",
  },
  {
    name: "finish what was begun without remembering its origin",
    file: `${BATCH}/abandoned.ts`,
    from: "return { ...record, content: { ...content, replay } };",
    to: "return replay === null ? record : { ...record, content };",
  },
  {
    name: "apply each copy of a replay",
    file: `${BATCH}/judge.ts`,
    from: "if (replay !== null && this.#isSettled(replay)) {",
    to: "if (replay !== null && this.#isRemembered(attempted(replay))) {",
  },
  {
    name: "count a record that comes for its first verdict as a repaired one",
    file: `${BATCH}/replay-identity.ts`,
    from: "return replay === null || replay.attempt === 1;",
    to: "return replay === null;",
  },
  {
    name: "wait for ever for what delivery gave up in a closed shard",
    file: `${CLOSE}/pipeline-watermark.ts`,
    from: "if (isFollowed) return false;",
    to: "",
  },
  {
    name: "drop dead letters",
    file: `${BATCH}/make-durable.ts`,
    from: "deadLetters.length > 0 ?",
    to: "deadLetters.length > 1 ?",
  },
  {
    name: "acknowledge though an effect has failed",
    file: `${BATCH}/make-durable.ts`,
    from: "throw failed.reason;",
    to: "return [];",
  },
  {
    name: "publish no chunk before the page forgets it",
    file: `${BATCH}/commit-page.ts`,
    from: "await memory.chunks.publish(stores.views, startedFrom);",
    to: "{}",
  },
  {
    name: "close with the fastest shard's watermark",
    file: `${CLOSE}/close-windows.ts`,
    from: "Math.min(watermarkMs, ...folding",
    to: "Math.max(watermarkMs, ...folding",
  },
  {
    name: "delete pages of a window that is only complete",
    file: `${CLOSE}/close-windows.ts`,
    from: "outcomes.filter(({ isRetired }) => isRetired)",
    to: "outcomes",
  },
  {
    name: "retire a window without its late pane",
    file: `${STATE}/pane.ts`,
    from: "if (shown === undefined || mark > shown) return true;",
    to: "if (shown === undefined) return true;",
  },
  {
    name: "take over a claim without writing its rows",
    file: `${STATE}/pane.ts`,
    from: "if (pane === undefined || !pane.published) return true;",
    to: "if (pane === undefined) return true;",
  },
  {
    name: "send no heartbeats to idle shards",
    file: `${CLOSE}/heartbeats.ts`,
    from: "if (neededMs === undefined) return [];",
    to: "return [];",
  },
  {
    name: "let a late event open a retired window",
    file: "lib/engine/window/window.ts",
    from: "return watermarkMs >= window.endMs + allowedLatenessMs;",
    to: "return watermarkMs > window.endMs + allowedLatenessMs + 1_000;",
  },
];

export const MUTATIONS: readonly Mutation[] = [...PROTOCOL_MUTATIONS, ...OPERATOR_MUTATIONS];
