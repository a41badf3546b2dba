/**
 * A pipeline's service: the function that answers when it is asked, the table of its answers, and the queues to which it
 * answers when nobody waits.
 *
 * It is called by Lambda's own interface, so that IAM decides who may: there is no address that could be public.
 * Invariant: it reads the pipeline's state and writes none; what it has to say goes into the pipeline's stream, as an event.
 */
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Service } from "../../engine/index.ts";
import type { Encryption } from "../encryption/index.ts";
import { type HandlerName, HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import type { EventStream } from "../source/index.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StateTable } from "../state/index.ts";
import { AnswerTable } from "./answer-table.ts";

export interface PipelineServiceProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  readonly service: Service & { readonly name: HandlerName };
  /** What it reads. */
  readonly state: StateTable;
  /** Where its own events go. */
  readonly source: EventStream;
}

/** One whole processor: an answer that is computed is some two milliseconds of it. */
const MEMORY_SIZE_MB = 1_769;
/** Of a call of thirty-two requests whose every read is tried four times. */
const TIMEOUT = Duration.seconds(10);
/** Who asked and does not wait comes for the answer soon, or does not need it any more. */
const ANSWER_RETENTION = Duration.hours(1);
const CALL_AGE_MAX = Duration.minutes(5);
const CALL_RETRIES = 2;
/** For whoever takes answers: to be done with a batch of them. */
const ANSWER_VISIBILITY = Duration.seconds(30);

export class PipelineService extends Construct {
  readonly handler: HandlerFunction;
  readonly answers: AnswerTable;
  /** Answers to asynchronous calls, with what was asked. */
  readonly answered: Queue;
  /** Asynchronous calls that could not be answered, with what was asked. */
  readonly unanswered: Queue;

  constructor(scope: Construct, id: string, props: PipelineServiceProps) {
    super(scope, id);
    const { encryption, service, state, source } = props;
    this.answers = new AnswerTable(this, "Answers", props);
    this.handler = this.#createFunction(props);
    this.answers.grantUse(this.handler);
    state.grantRead(this.handler);
    source.grantTell(this.handler);
    const { stackName } = Stack.of(this);
    this.answered = new Queue(this, "Answered", {
      queueName: `${stackName}-${service.name}-answers`,
      retentionPeriod: ANSWER_RETENTION,
      visibilityTimeout: ANSWER_VISIBILITY,
      enforceSSL: true,
      ...encryption.ofQueue(),
    });
    this.unanswered = new FailureQueue(this, "Unanswered", {
      ...props,
      queueName: `${stackName}-${service.name}-unanswered`,
    });
    this.#answerLater();
  }

  #createFunction({ config, encryption, pipeline, service }: PipelineServiceProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: service.name,
      role: service.name,
      description: service.description,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
  }

  /** What becomes of calls whose caller does not wait (invocation type `Event`). */
  #answerLater(): void {
    this.handler.allow(["sqs:SendMessage"], this.answered.queueArn, this.unanswered.queueArn);
    new EventInvokeConfig(this, "Async", {
      function: this.handler,
      maxEventAge: CALL_AGE_MAX,
      retryAttempts: CALL_RETRIES,
      onSuccess: { bind: () => ({ destination: this.answered.queueArn }) },
      onFailure: { bind: () => ({ destination: this.unanswered.queueArn }) },
    });
  }
}
