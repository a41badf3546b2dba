/** Deliberate faults in operators, and in what flows between them. */
import type { Mutation } from "./mutation.ts";

const BATCH = "lib/engine/batch";

export const OPERATOR_MUTATIONS: readonly Mutation[] = [
  {
    name: "inherit the older copy of a key's state",
    file: "lib/engine/operator/detect.ts",
    from: "if (seen < (observed.get(key) ?? 0)) continue;",
    to: "if (seen > (observed.get(key) ?? Infinity)) continue;",
  },
  {
    name: "go on with a group that has been said",
    file: "lib/engine/operator/gathered.ts",
    from: "groups.delete(name);",
    to: "",
  },
  {
    name: "forget what was said of records that the progress has not passed",
    file: `${BATCH}/fold-page.ts`,
    from: "return (base?.outputs ?? []).filter(",
    to: "return [].filter(",
  },
  {
    name: "hand downstream what was said of a later batch's records",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "if (sequenceNumber <= upTo && (isOfTimer || !refused.has(sequenceNumber))) said.push(output);",
    to: "if (isOfTimer || !refused.has(sequenceNumber)) said.push(output);",
  },
  {
    name: "hand downstream page by page instead of in log order",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "return pages.length > 1 ? said.sort(compareOutputs) : said;",
    to: "return said;",
  },
  {
    name: "judge downstream without the record's watermark",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "this.#context.watermarkMs = watermarkMs;",
    to: "this.#context.watermarkMs = 0;",
  },
  {
    name: "let one chunk stand for all that a record has closed",
    file: `${BATCH}/fold-context.ts`,
    from: "chunk.closedBy === closedBy &&",
    to: "false &&",
  },
  {
    name: "retire the sessions that a child shard has only copies of",
    file: "lib/engine/operator/fold-session.ts",
    from: 'if (entry.origin === "inherited") continue;',
    to: "",
  },
  {
    name: "let an event join a session that is over",
    file: "lib/engine/operator/fold-session.ts",
    from: "(known?.sessions ?? []).filter((session) => !isOver(session))",
    to: "known?.sessions ?? []",
  },
  {
    name: "forget an ended key of which the parents have copies",
    file: "lib/engine/operator/keyed-section.ts",
    from: "if (state === undefined && isOwn) return undefined;",
    to: "if (state === undefined) return undefined;",
  },
  {
    name: "take what a child shard has inherited for its own",
    file: "lib/engine/operator/keyed-section.ts",
    from: "entry.isOwn ? { ...entry, isOwn: false, text: undefined } : entry",
    to: "entry",
  },
  {
    name: "hand on what several said in the order of their levels, not as the reader names them",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "for (const upstream of upstreams) {",
    to: "for (const upstream of [...upstreams].reverse()) {",
  },
  {
    name: "let timers go off at the end of the batch",
    file: `${BATCH}/fold-page.ts`,
    from: "timers.advanceTo(entry.record.sequenceNumber);",
    to: "",
  },
  {
    name: "forget the timers of pages that no record touches",
    file: `${BATCH}/group-by-page.ts`,
    from: "if (!pages.has(id)) pages.set(id, {",
    to: "if (false) pages.set(id, {",
  },
  {
    name: "let a timer go off in each child of a split",
    file: `${BATCH}/load-pages.ts`,
    from: "await keysOf(work.key.shardId)",
    to: "ALL_KEYS",
  },
  {
    name: "give a child shard no timers of pages that it does not touch",
    file: `${BATCH}/shard-birth.ts`,
    from: "const timers = inheritTimers(ancestors);",
    to: "const timers = inheritTimers([]);",
  },
  {
    name: "take a page that is ahead for one that has nothing to say yet",
    file: `${BATCH}/next-progress.ts`,
    from: "reached > highWaterMark ? BEGINNING_OF_TIME : earliestMs",
    to: "earliestMs",
  },
  {
    name: "let no heartbeat come for a timer",
    file: "lib/engine/close/close-windows.ts",
    from: "const needs = [...retirements, ...timers];",
    to: "const needs = [...retirements];",
  },
  {
    name: "let a joined event leave too early",
    file: "lib/engine/operator/interval-join.ts",
    from: "timeMs + Math.max(upperMs, 0) + 1",
    to: "timeMs + Math.max(upperMs, 0) - 500",
  },
  {
    name: "pair an event beyond the interval",
    file: "lib/engine/operator/interval-join.ts",
    from: "rightMs <= leftMs + upperMs",
    to: "rightMs <= leftMs + upperMs + 500",
  },
];
