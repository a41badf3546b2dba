/** What the alarms of a pipeline look at: the rooms of its stack, and the promises of its topology. */
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { HandlerFunction } from "../function/index.ts";
import type { Flow } from "../metrics/index.ts";
import type { Topology } from "../topology.ts";

export interface Watched extends Flow {
  readonly topology: Topology;
  readonly stateTable: Table;
  readonly viewTable: Table;
  /** Every function by its role: `processor`, `closer`, … */
  readonly functions: Readonly<Record<string, HandlerFunction>>;
  readonly deadLetters: Queue;
  /** Queues beside the dead letters' that are empty unless something failed, by what is in them. */
  readonly failureQueues: Readonly<Record<string, Queue>>;
}
