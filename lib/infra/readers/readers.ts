/**
 * Who may look into what a pipeline keeps: a role for each task, to be assumed by people and programs of the account.
 * Only these and the pipeline's own functions are on the list of the pipeline's key, so nobody else reads any of it.
 * Invariant: who reads results reads no dead letters or late events, and the other way round; who amends results from the
 * records that they are made of has to read both.
 */
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { LATE_PREFIX, VIEW } from "../../contract/index.ts";
import type { Closer } from "../closer/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { LateHandler } from "../late/index.ts";
import type { Notifier } from "../notifier/index.ts";
import type { Publisher } from "../publisher/index.ts";
import type { PipelineService } from "../service/index.ts";
import type { SideOutputs } from "../side-outputs/index.ts";
import type { EventStream } from "../source/index.ts";
import type { StateTable, ViewTable } from "../state/index.ts";
import { AssumableRole } from "./assumable-role.ts";

/** The rooms of a pipeline's stack. */
export interface ReadersProps {
  readonly encryption: Encryption;
  readonly source: EventStream;
  readonly state: StateTable;
  readonly views: ViewTable;
  readonly sideOutputs: SideOutputs;
  readonly closer: Closer;
  readonly late: LateHandler;
  readonly notifier: Notifier | undefined;
  readonly publisher: Publisher | undefined;
  readonly service: PipelineService | undefined;
}

const READ_TABLE = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"];
const READ_STREAM = [
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
const TAKE_MESSAGES = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];
/** Late events that could not be stored are led back to the late queue by SQS itself. */
const MOVE_MESSAGES = ["sqs:CancelMessageMoveTask", "sqs:ListMessageMoveTasks", "sqs:StartMessageMoveTask"];

export class Readers extends Construct {
  /** For queries of the views, and for programs that read the output stream. */
  readonly results: AssumableRole;
  /** For `npm run replay-dlq`, and for whoever looks after what could not be sent or stored. */
  readonly deadLetters: AssumableRole;
  /** For `npm run amend` and `npm run backfill`. */
  readonly amender: AssumableRole;
  /** For programs that ask the pipeline's service; undefined where it has none. */
  readonly caller: AssumableRole | undefined;

  constructor(scope: Construct, id: string, rooms: ReadersProps) {
    super(scope, id);
    this.results = this.#createResultsReader(rooms);
    this.deadLetters = this.#createDeadLettersOperator(rooms);
    this.amender = this.#createResultsAmender(rooms);
    const { encryption, service } = rooms;
    this.caller = service === undefined ? undefined : this.#createServiceCaller(encryption, service);
  }

  /** Latest values and the newest part of histories are in the state table; all else that queries read, in the view table. */
  #createResultsReader({ encryption, state, views, publisher }: ReadersProps): AssumableRole {
    const role = new AssumableRole(this, "Results", {
      name: "results-reader",
      description: "Reads views and the output stream",
    });
    role.allow(READ_TABLE, state.table.tableArn, ...arnsOf(views));
    if (publisher !== undefined) role.allow(READ_STREAM, publisher.output.stream.streamArn);
    // Late events lie in the view table, whole: they are records, not results.
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: READ_TABLE,
        resources: [...arnsOf(views)],
        conditions: { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": `${LATE_PREFIX}*` } },
      }),
    );
    encryption.grantRead({ role });
    return role;
  }

  /** Records are on the source stream too: where only a batch's positions are left, its records are read there. */
  #createDeadLettersOperator(rooms: ReadersProps): AssumableRole {
    const { encryption, source, sideOutputs, closer, late, notifier, publisher, service } = rooms;
    const role = new AssumableRole(this, "DeadLetters", {
      name: "dead-letters-operator",
      description: "Reads, replays and deletes dead letters",
    });
    const unsent = [notifier?.unsent, publisher?.unsent, service?.unanswered].flatMap((queue) => queue ?? []);
    const failures: readonly Queue[] = [sideOutputs.deadLetters, late.failed, closer.failedNudges, ...unsent];
    role.allow(TAKE_MESSAGES, ...failures.map(({ queueArn }) => queueArn));
    role.allow(MOVE_MESSAGES, late.failed.queueArn);
    role.allow(["sqs:SendMessage"], sideOutputs.late.queueArn);
    role.allow([...READ_STREAM, "kinesis:PutRecords"], source.stream.streamArn);
    role.allow(["s3:GetObject"], sideOutputs.overflow.arnForObjects("*"));
    encryption.grantUse({ role });
    return role;
  }

  /** Panes are put and never deleted; of the view table, the shadow of a backfill is. */
  #createResultsAmender({ encryption, source, state, views, sideOutputs }: ReadersProps): AssumableRole {
    const role = new AssumableRole(this, "Amender", {
      name: "results-amender",
      description: "Amends windows by late events, and computes them again from the stream",
    });
    role.allow(READ_TABLE, state.table.tableArn, ...arnsOf(views));
    role.allow(["dynamodb:PutItem"], state.table.tableArn, views.table.tableArn);
    role.allow(["dynamodb:BatchWriteItem"], views.table.tableArn);
    role.allow(READ_STREAM, source.stream.streamArn);
    role.allow(["s3:GetObject"], sideOutputs.overflow.arnForObjects("*"));
    encryption.grantUse({ role });
    return role;
  }

  /** Answers alone: of state and views it reads nothing. */
  #createServiceCaller(encryption: Encryption, { handler, answered }: PipelineService): AssumableRole {
    const role = new AssumableRole(this, "Caller", {
      name: "service-caller",
      description: "Asks the pipeline's service, and takes its answers to asynchronous calls",
    });
    role.allow(["lambda:InvokeFunction"], handler.functionArn);
    role.allow(TAKE_MESSAGES, answered.queueArn);
    encryption.grantRead({ role });
    return role;
  }
}

/** The table and its one index, which queries read by its own ARN. */
function arnsOf({ table }: ViewTable): readonly string[] {
  return [table.tableArn, `${table.tableArn}/index/${VIEW.timeIndex}`];
}
