/**
 * A pipeline's graph, drawn from its topology: the stream, the operators in columns by how many others stand between them
 * and the stream, the channels that they announce on, and the side outputs. Rates are those that progress tells.
 */
import { type AnyTopology, type Operator, viewName } from "../../../lib/engine/index.ts";
import type { LiveRates } from "./rates.ts";

export type NodeKind = "stream" | "operator" | "channel" | "side";

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** Short facts, a line each. */
  readonly facts: readonly string[];
  /** From the left, from 0. */
  readonly column: number;
  /** From the top of its column, from 0. */
  readonly row: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Events a second; null while nobody knows. */
  readonly perSecond: number | null;
  /** True where an operator may say less than it reads: the rate is then the most that can flow. */
  readonly isAtMost: boolean;
}

export interface PipelineGraph {
  readonly name: string;
  readonly guarantee: string;
  readonly dedupe: string;
  readonly columns: number;
  readonly rows: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface TopologyModel {
  readonly view: "topology";
  readonly graphs: readonly PipelineGraph[];
}

type AnyOperator = Operator<unknown>;

const SIDES = [
  { id: "side:late", title: "Late queue", outcome: "expiredLate", fact: "too late for a window" },
  { id: "side:dead", title: "Dead letters", outcome: "deadLettered", fact: "could not be applied" },
  { id: "side:duplicates", title: "Duplicates", outcome: "duplicates", fact: "dropped, known already" },
] as const;

const SOURCE = "source";

export function pipelineGraph(topology: AnyTopology, rates: LiveRates | null): PipelineGraph {
  const operators = Object.entries(topology.operators) as [string, AnyOperator][];
  const levels = new Map(topology.levels.flatMap((names, level) => names.map((name) => [name, level + 1])));
  const channelColumn = Math.max(...levels.values()) + 1;
  const rowOf = columnRows();
  const nodes: GraphNode[] = [
    {
      id: SOURCE,
      kind: "stream",
      title: topology.source.stream,
      facts: sourceFacts(topology),
      column: 0,
      row: rowOf(0),
    },
    ...operators.map(([name, operator]): GraphNode => {
      const column = levels.get(name) ?? 1;
      return {
        id: name,
        kind: "operator",
        title: viewName(name),
        facts: operatorFacts(operator),
        column,
        row: rowOf(column),
      };
    }),
    ...channelNodes(operators, channelColumn, rowOf),
    ...SIDES.map(({ id, title, fact }): GraphNode => ({
      id,
      kind: "side",
      title,
      facts: [fact],
      column: 1,
      row: rowOf(1),
    })),
  ];
  return {
    name: topology.name,
    guarantee: topology.guarantee,
    dedupe: topology.dedupe,
    columns: 1 + Math.max(...nodes.map(({ column }) => column)),
    rows: 1 + Math.max(...nodes.map(({ row }) => row)),
    nodes,
    edges: edgesOf(operators, rates),
  };
}

/** Gives each node of a column the next row. */
function columnRows(): (column: number) => number {
  const used = new Map<number, number>();
  return (column) => {
    const row = used.get(column) ?? 0;
    used.set(column, row + 1);
    return row;
  };
}

function channelNodes(
  operators: readonly [string, AnyOperator][],
  column: number,
  rowOf: (column: number) => number,
): readonly GraphNode[] {
  const nodes = new Map<string, GraphNode>();
  for (const [, { channel }] of operators) {
    const id = channelId(channel);
    if (id === undefined || nodes.has(id)) continue;
    const isStream = channel?.kind === "stream";
    nodes.set(id, {
      id,
      kind: "channel",
      title: isStream ? channel.stream : "Alert topic",
      facts: [isStream ? "output stream" : "for people"],
      column,
      row: rowOf(column),
    });
  }
  return [...nodes.values()];
}

function edgesOf(operators: readonly [string, AnyOperator][], rates: LiveRates | null): readonly GraphEdge[] {
  const applied = rates?.applied ?? null;
  return [
    ...operators.flatMap(([name, { upstreams }]): GraphEdge[] => {
      const isAtMost = upstreams !== undefined;
      return (upstreams ?? [SOURCE]).map((from) => ({ from, to: name, perSecond: applied, isAtMost }));
    }),
    ...operators.flatMap(([name, { channel }]): GraphEdge[] => {
      const to = channelId(channel);
      return to === undefined ? [] : [{ from: name, to, perSecond: applied, isAtMost: true }];
    }),
    ...SIDES.map(({ id, outcome }): GraphEdge => {
      return { from: SOURCE, to: id, perSecond: rates?.[outcome] ?? null, isAtMost: false };
    }),
  ];
}

function channelId(channel: AnyOperator["channel"]): string | undefined {
  if (channel === undefined) return undefined;
  return channel.kind === "stream" ? `stream:${channel.stream}` : "alerts";
}

function sourceFacts({ source }: AnyTopology): readonly string[] {
  const { outOfOrdernessMs, idleAfterMs } = source.watermark;
  return [`watermark trails ${durationText(outOfOrdernessMs)}`, `idle after ${durationText(idleAfterMs)}`];
}

function operatorFacts({ kind, windowing, channel }: AnyOperator): readonly string[] {
  if (channel?.kind === "stream") return ["announces rows"];
  if (windowing === undefined) return [KIND_WORDS[kind]];
  const { assigner, allowedLatenessMs } = windowing;
  return [
    `${assigner.kind} ${durationText(assigner.maxSizeMs)}`,
    `late by ${durationText(allowedLatenessMs)} at most`,
  ];
}

const KIND_WORDS: Readonly<Record<AnyOperator["kind"], string>> = {
  accumulated: "totals of each key",
  gathered: "gathers what belongs together",
  windowed: "windows",
  latest: "latest of each key",
  detect: "detects, raises alerts",
  keyed: "state of each key",
  session: "sessions of each key",
};

export function durationText(durationMs: number): string {
  const units = [
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ] as const;
  const [sizeMs, unit] = units.find(([size]) => durationMs >= size && durationMs % size === 0) ?? [1, "ms"];
  return `${durationMs / sizeMs} ${unit}`;
}
