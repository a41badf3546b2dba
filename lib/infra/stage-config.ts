/**
 * What differs between stages: configuration, never structure.
 */
import { RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Stage } from "../contract/index.ts";

export interface StageConfig {
  /** What happens to state when the stack goes: kept where it may be somebody's records. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly logLevel: "DEBUG" | "INFO" | "WARN";
  /** X-Ray traces; the local cloud has no place for them. */
  readonly tracing: boolean;
  /** `id` where producers duplicate on purpose; otherwise the topology's own choice. */
  readonly dedupe?: "id" | "replays";
}

export const STAGE_CONFIGS: Readonly<Record<Stage, StageConfig>> = {
  local: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_DAY,
    logLevel: "WARN",
    tracing: false,
    dedupe: "id",
  },
  dev: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    logLevel: "INFO",
    tracing: true,
  },
  prod: {
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.ONE_YEAR,
    logLevel: "INFO",
    tracing: true,
  },
};
