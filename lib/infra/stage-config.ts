/**
 * What a stage decides: all differences between local, dev and prod are values of this table, so that what is tried on
 * one stage is what runs on the next.
 */

import { SystemLogLevel } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import type { Stage } from "../contract/index.ts";
import type { Dedupe } from "./topology.ts";

export interface StageConfig {
  readonly stage: Stage;
  /**
   * Whether an emulator stands for AWS. It refuses a whole stack for one composite alarm or one on metric math, and has few
   * of AWS's own metrics; nobody looks at its dashboards.
   */
  readonly isEmulated: boolean;
  /** What becomes of streams, tables, queues and the bucket when their stack goes. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether the bucket is emptied when the stack goes; CloudFormation deletes no bucket that holds objects. */
  readonly isBucketEmptied: boolean;
  /** Guards tables and the stack itself against deletion by mistake. */
  readonly isProtected: boolean;
  /** Whose key encrypts at rest: AWS's own for the service, or one of the account's for the pipeline. */
  readonly encryption: "aws-managed" | "customer-managed";
  /** Logs hold positions and counts, never a record's content. */
  readonly logRetention: RetentionDays;
  /** Lambda's own lines (start, end, report) from this level up. */
  readonly systemLogLevel: SystemLogLevel;
  readonly isTraced: boolean;
  /** Who makes metrics of the metric lines that functions log. */
  readonly loggedMetrics: "made-by-cloudwatch" | "made-by-function";
  /** A shard takes 1,000 records or 1 MB a second. */
  readonly shardCount: number;
  /** Overrides the topology's own choice. @default the topology's */
  readonly dedupe?: Dedupe;
  /** The pipeline's settings in this deployment, as JSON. @default none */
  readonly settings?: string;
}

/** Three shards carry 3,000 records a second: thirty times what one producer sends by default. */
const SHARD_COUNT = 3;

const STAGE_CONFIGS: Readonly<Record<Stage, StageConfig>> = {
  local: {
    stage: "local",
    isEmulated: true,
    removalPolicy: RemovalPolicy.DESTROY,
    // The function that would empty it makes the deployment miss the CDK's first look at the stack, 5 s before the next.
    isBucketEmptied: false,
    isProtected: false,
    // The emulator encrypts nothing: a key would only cost deployment time.
    encryption: "aws-managed",
    logRetention: RetentionDays.ONE_DAY,
    systemLogLevel: SystemLogLevel.INFO,
    // There is no daemon to send traces to.
    isTraced: false,
    // Emulators keep the lines and make nothing of them.
    loggedMetrics: "made-by-function",
    shardCount: SHARD_COUNT,
    // The producer of a local run sends duplicates on purpose, to show that they are dropped.
    dedupe: "id",
  },
  dev: {
    stage: "dev",
    isEmulated: false,
    removalPolicy: RemovalPolicy.DESTROY,
    isBucketEmptied: true,
    isProtected: false,
    encryption: "customer-managed",
    logRetention: RetentionDays.TWO_WEEKS,
    systemLogLevel: SystemLogLevel.INFO,
    isTraced: true,
    loggedMetrics: "made-by-cloudwatch",
    shardCount: SHARD_COUNT,
  },
  prod: {
    stage: "prod",
    isEmulated: false,
    removalPolicy: RemovalPolicy.RETAIN,
    isBucketEmptied: false,
    isProtected: true,
    encryption: "customer-managed",
    // A quarter: an incident is often understood by comparing it with the one before.
    logRetention: RetentionDays.THREE_MONTHS,
    // Three lines an invocation that metrics tell already; ingesting them would cost more than running the function.
    systemLogLevel: SystemLogLevel.WARN,
    isTraced: true,
    loggedMetrics: "made-by-cloudwatch",
    shardCount: SHARD_COUNT,
  },
};

export function stageConfig(stage: Stage): StageConfig {
  return STAGE_CONFIGS[stage];
}
