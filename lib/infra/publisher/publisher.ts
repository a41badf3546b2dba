/**
 * The publisher: carries the rows that commits announce for other programs from the state table's change stream to the
 * pipeline's output stream.
 * Invariant: no other function writes the output stream.
 */
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import { EventStream } from "../source/index.ts";
import type { StageConfig } from "../stage-config.ts";
import { followChanges, type StateTable } from "../state/index.ts";

export interface PublisherProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** Whose commits it follows. */
  readonly state: StateTable;
  /** The output stream's own name, e.g. `medical-risk-results`. */
  readonly stream: string;
}

/** Of half a processor a cold start takes its most: the pipelines' schemas are built then. */
const MEMORY_SIZE_MB = 512;
/** Rows of one key are put one after another, in some 10 ms each: a commit of 500 of them takes 5 s. */
const TIMEOUT = Duration.seconds(60);

export class Publisher extends Construct {
  readonly handler: HandlerFunction;
  readonly output: EventStream;
  /** Positions in the change stream of rows that the output stream never took. */
  readonly unsent: Queue;

  constructor(scope: Construct, id: string, props: PublisherProps) {
    super(scope, id);
    this.output = new EventStream(this, "Output", { ...props, name: props.stream });
    this.unsent = new FailureQueue(this, "Unsent", {
      ...props,
      queueName: `${Stack.of(this).stackName}-unsent-rows`,
    });
    this.handler = this.#createFunction(props);
    this.output.grantPublish(this.handler);
    followChanges(this, { state: props.state, handler: this.handler, unsent: this.unsent });
  }

  #createFunction({ config, encryption, pipeline }: PublisherProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "publish",
      role: "publisher",
      description: `Publishes the rows of ${pipeline}`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
  }
}
