/** A pipeline's topology, as the constructs see it: the value that everything in its stack is derived from. */

import { isReservedMetricName } from "../contract/index.ts";
import { channelsOf } from "../engine/index.ts";
import type { pipelines } from "../pipelines/index.ts";
import { isService } from "./function/index.ts";
import type { PipelineServiceProps } from "./service/index.ts";
import { SynthesisError } from "./synthesis-error.ts";

export type Topology = (typeof pipelines)[string];

/** Which events are compared with the ledger. */
export type Dedupe = Topology["dedupe"];

/** True when the pipeline makes alerts, which somebody is to be told of. */
export function makesAlerts({ operators }: Topology): boolean {
  return channelsOf(operators, "alerts").size > 0;
}

/**
 * The stream on which the pipeline announces rows, or undefined where it announces none.
 * @throws SynthesisError when there are several, or when it is the one that the pipeline reads.
 */
export function outputStreamOf({ name, source, operators }: Topology): string | undefined {
  const channels = channelsOf(operators, "stream");
  const [stream, ...others] = new Set([...channels.values()].map((channel) => channel.stream));
  if (others.length > 0) {
    throw new SynthesisError(
      `Cannot build pipeline ${name}: its operators announce on streams ${[stream, ...others].join(", ")}, and a pipeline has one output stream; name the same in each`,
    );
  }
  if (stream === source.stream) {
    throw new SynthesisError(
      `Cannot build pipeline ${name}: it would announce rows on ${stream}, the stream that it reads`,
    );
  }
  return stream;
}

/**
 * The pipeline's service, or undefined where it has none.
 * @throws SynthesisError when no handler is called so.
 */
export function serviceOf({ name, service }: Topology): PipelineServiceProps["service"] | undefined {
  if (service === undefined) return undefined;
  const { name: handler } = service;
  if (isService(handler)) return { ...service, name: handler };
  throw new SynthesisError(`Cannot build pipeline ${name}: there is no handler for its service '${handler}'`);
}

/** @throws SynthesisError when a metric of the pipeline's own would be taken for one of the engine's. */
export function mustNameOwnMetrics({ name, telemetry }: Topology): void {
  const reserved = Object.keys(telemetry?.metrics ?? {}).find(isReservedMetricName);
  if (reserved === undefined) return;
  throw new SynthesisError(
    `Cannot build pipeline ${name}: its telemetry names a metric ${reserved}, which the functions of every pipeline emit already; call it otherwise`,
  );
}
