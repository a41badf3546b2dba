/**
 * Encryption at rest of everything that a pipeline keeps: with one key of the account's own, or with the keys that AWS
 * keeps for each service, as the stage decides. In one room, so that no resource can forget it.
 * Invariant: who is granted the key may use it, never administer it, and no action is a wildcard; who is not, cannot
 * decrypt, whatever else the account permits.
 */

import { TableEncryption, type TableProps } from "aws-cdk-lib/aws-dynamodb";
import { type IRole, PolicyDocument, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { StreamEncryption, type StreamProps } from "aws-cdk-lib/aws-kinesis";
import { Alias, type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { LogGroupProps } from "aws-cdk-lib/aws-logs";
import { BucketEncryption, type BucketProps } from "aws-cdk-lib/aws-s3";
import type { TopicProps } from "aws-cdk-lib/aws-sns";
import { QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import {
  administration,
  deployment,
  logging,
  production,
  READ_ACTIONS,
  USE_ACTIONS,
  useBy,
} from "./key-policy.ts";

export interface EncryptionProps {
  readonly config: StageConfig;
  /** Log groups whose names begin so may use the key. */
  readonly logGroupPrefix: string;
}

/** A function, or who stands for a role. */
export interface HasRole {
  readonly role?: IRole | undefined;
}

export class Encryption extends Construct {
  /** Undefined where AWS's own keys are used. */
  readonly key: Key | undefined;
  /** ARNs of the roles that use the key. */
  readonly #users = new Set<string>();
  /** ARNs of the roles that only decrypt with it. */
  readonly #readers = new Set<string>();
  #topicKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: EncryptionProps) {
    super(scope, id);
    this.key = props.config.encryption === "aws-managed" ? undefined : this.#createKey(props);
  }

  /** Lets the role read and write what is encrypted here; whether it may reach it at all is not decided here. */
  grantUse({ role }: HasRole): void {
    this.#grant(role, USE_ACTIONS, this.#users);
  }

  /** Lets the role read what is encrypted here, and write nothing. */
  grantRead({ role }: HasRole): void {
    this.#grant(role, READ_ACTIONS, this.#readers);
  }

  /** CloudWatch, on behalf of alarms whose names begin with the stack's and of no others. */
  alarmPrincipal(): ServicePrincipal {
    const { partition, region, account, stackName } = Stack.of(this);
    return new ServicePrincipal("cloudwatch.amazonaws.com", {
      conditions: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:${stackName}-*` },
      },
    });
  }

  /** Without it an alarm's message to an encrypted topic is lost, and nobody is told; AWS's own key takes no grants. */
  grantAlarms(): void {
    this.key?.grant(this.alarmPrincipal(), "kms:Decrypt", "kms:GenerateDataKey");
  }

  ofStream(): Pick<StreamProps, "encryption" | "encryptionKey"> {
    if (this.key === undefined) return { encryption: StreamEncryption.MANAGED };
    return { encryption: StreamEncryption.KMS, encryptionKey: this.key };
  }

  ofTable(): Pick<TableProps, "encryption" | "encryptionKey"> {
    if (this.key === undefined) return { encryption: TableEncryption.AWS_MANAGED };
    return { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key };
  }

  ofQueue(): Pick<QueueProps, "encryption" | "encryptionMasterKey"> {
    if (this.key === undefined) return { encryption: QueueEncryption.SQS_MANAGED };
    return { encryption: QueueEncryption.KMS, encryptionMasterKey: this.key };
  }

  /** With a key for the bucket, an object costs no call of its own to the key service. */
  ofBucket(): Pick<BucketProps, "encryption" | "encryptionKey" | "bucketKeyEnabled"> {
    if (this.key === undefined) return { encryption: BucketEncryption.S3_MANAGED };
    return { encryption: BucketEncryption.KMS, encryptionKey: this.key, bucketKeyEnabled: true };
  }

  ofTopic(): Pick<TopicProps, "masterKey"> {
    this.#topicKey ??= this.key ?? Alias.fromAliasName(this, "TopicKey", "alias/aws/sns");
    return { masterKey: this.#topicKey };
  }

  ofLogGroup(): Pick<LogGroupProps, "encryptionKey"> {
    return this.key === undefined ? {} : { encryptionKey: this.key };
  }

  /** A role needs both: a place on the key's own list, and a policy of its own that says the same. */
  #grant(role: IRole | undefined, actions: readonly string[], listed: Set<string>): void {
    if (this.key === undefined) return;
    if (role === undefined) throw new Error("Cannot grant the key: the function has no role of its own");
    listed.add(role.roleArn);
    this.key.grant(role, ...actions);
  }

  #createKey({ config, logGroupPrefix }: EncryptionProps): Key {
    const stack = Stack.of(this);
    return new Key(this, "Key", {
      description: `Encrypts what ${stack.stackName} keeps`,
      enableKeyRotation: true,
      // Without its key, what is retained could never be read again.
      removalPolicy: config.removalPolicy,
      policy: new PolicyDocument({
        statements: [
          administration(),
          useBy("Use", this.#users, USE_ACTIONS),
          useBy("Reading", this.#readers, READ_ACTIONS),
          deployment(stack),
          production(stack),
          logging(stack, logGroupPrefix),
        ],
      }),
    });
  }
}
