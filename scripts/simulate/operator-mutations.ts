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
    name: "forget what was said of records that the progress has not passed",
    file: `${BATCH}/fold-page.ts`,
    from: "return (base?.outputs ?? []).filter(",
    to: "return [].filter(",
  },
  {
    name: "hand downstream what was said of a later batch's records",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "if (output.sequenceNumber <= upTo && !refused.has(output.sequenceNumber)) said.push(output);",
    to: "if (!refused.has(output.sequenceNumber)) said.push(output);",
  },
  {
    name: "hand downstream page by page instead of in log order",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "return pages.length > 1 ? said.sort(byPosition) : said;",
    to: "return said;",
  },
  {
    name: "judge downstream without the record's watermark",
    file: `${BATCH}/contribute-downstream.ts`,
    from: "const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs,",
    to: "const context = { record: { sequenceNumber }, eventTimeMs, watermarkMs: 0,",
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
];
