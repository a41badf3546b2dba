/** A deployed pipeline as the commands see it: its topology, its stack's outputs and its stores. */
import { DynamoStateStore } from "../../lambdas/aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../../lambdas/aws/dynamo-view-store.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { OUTPUTS, stackName } from "../../lib/contract/index.ts";
import type { AnyTopology, StateStore } from "../../lib/engine/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import type { LocalClients } from "../local-cloud/clients.ts";
import { UserError } from "../terminal/user-error.ts";

export interface PipelineHandle {
  readonly topology: AnyTopology;
  readonly output: (name: keyof typeof OUTPUTS) => string;
  readonly state: StateStore;
  readonly views: DynamoViewStore;
}

export function pipelineHandle(
  name: string,
  stage: string,
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  clients: Pick<LocalClients, "dynamodb">,
): PipelineHandle {
  const topology = pipelines[name];
  const stack = outputs[stackName(stage, name)];
  if (topology === undefined || stack === undefined) {
    throw new UserError(`Cannot find pipeline ${name} of stage ${stage}: deploy it first`);
  }
  const output = (key: keyof typeof OUTPUTS): string => {
    const value = stack[OUTPUTS[key]];
    if (value === undefined)
      throw new UserError(`Cannot find output ${OUTPUTS[key]} of ${name}: deploy it again`);
    return value;
  };
  const meter = new WriteMeter();
  const client = clients.dynamodb;
  return {
    topology,
    output,
    state: new DynamoStateStore(topology, { client, name: output("stateTable"), meter }),
    views: new DynamoViewStore({ client, name: output("viewTable"), meter }),
  };
}
