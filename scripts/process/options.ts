/**
 * The options of `process`, checked: each complaint names the option, what was expected and what to do.
 */
import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import {
  type AnyTopology,
  topology as checkedTopology,
  type Dedupe,
  viewName,
  withUpstreams,
} from "../../lib/engine/index.ts";
import type { Tuning } from "../../lib/pipelines/pipeline.ts";
import { pipelineLoaders } from "../../lib/pipelines/pipeline-loaders.ts";
import { UserError } from "../terminal/user-error.ts";

export interface ProcessOptions {
  readonly input: string;
  readonly output: string;
  readonly shards: number;
  readonly batchSize: number;
  readonly outOfOrderness?: number;
  readonly allowedLateness?: number;
  readonly dedupe: Dedupe;
  readonly views?: string;
  readonly now?: number;
  readonly settings?: unknown;
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

export function isoTime(text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw new InvalidArgumentError("expected an ISO 8601 date and time");
  return timeMs;
}

export type TopologyOptions = Pick<
  ProcessOptions,
  "outOfOrderness" | "allowedLateness" | "dedupe" | "views" | "settings"
>;

/** The JSON in a file. */
export function jsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : (error as NodeJS.ErrnoException).code;
    throw new InvalidArgumentError(`expected a file of JSON: ${reason}`);
  }
}

export interface TunedTopology {
  readonly topology: AnyTopology;
  /** The operators and derived views that are asked for; the topology has also those that they read. */
  readonly written: readonly string[];
}

/** The named pipeline's topology as the options tune it. */
export async function tunedTopology(
  name: string | undefined,
  options: TopologyOptions,
): Promise<TunedTopology> {
  const load = name === undefined ? undefined : pipelineLoaders.get(name);
  if (load === undefined) {
    const known = [...pipelineLoaders.keys()].join(", ");
    throw new UserError(`Cannot process pipeline ${name ?? "(none named)"}: name one of ${known}`);
  }
  const { outOfOrderness, allowedLateness, settings } = options;
  const tuning: Tuning = {
    ...(outOfOrderness === undefined ? {} : { outOfOrdernessMs: outOfOrderness }),
    ...(allowedLateness === undefined ? {} : { allowedLatenessMs: allowedLateness }),
    settings,
  };
  const topologyOf = await load();
  return withViews({ ...checked(() => topologyOf(tuning)), dedupe: options.dedupe }, options.views);
}

/** @throws UserError where a setting is refused. */
function checked(topologyOf: () => AnyTopology): AnyTopology {
  try {
    return topologyOf();
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

function withViews(topology: AnyTopology, views: string | undefined): TunedTopology {
  const { derived = {} } = topology;
  const kept = Object.keys(topology.operators).filter((name) => hasView(topology, name));
  if (views === undefined) return { topology, written: kept };
  const names = [...kept, ...Object.keys(derived)];
  const byView = new Map(names.map((name) => [viewName(name), name]));
  const wanted = views.split(",").map((view) => view.trim());
  const unknown = wanted.filter((view) => !byView.has(view));
  if (unknown.length > 0) {
    throw new UserError(
      `Cannot compute view ${unknown.join(", ")}: ${topology.name} has ${[...byView.keys()].join(", ")}`,
    );
  }
  const written = names.filter((name) => wanted.includes(viewName(name)));
  const read = written.flatMap((name) => derived[name]?.from ?? [name]);
  const needed = new Set(read.flatMap((name) => withUpstreams(topology.operators, name)));
  const operators = Object.entries(topology.operators).filter(([name]) => needed.has(name));
  return {
    topology: checkedTopology({ ...topology, operators: Object.fromEntries(operators) }),
    written,
  };
}

/** What is only gathered for another operator is seen in that one's view. */
function hasView({ operators }: AnyTopology, name: string): boolean {
  return operators[name]?.kind !== "gathered";
}
