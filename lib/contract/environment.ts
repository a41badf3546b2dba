/**
 * The environment variables of the deployed functions: infra sets them, handlers read them, both by these names.
 */
export const ENVIRONMENT = {
  /** The topology that the function runs, e.g. `iot`. */
  pipeline: "PIPELINE",
  /** `local`, `dev` or `prod`. */
  stage: "STAGE",
  stateTable: "STATE_TABLE",
  viewTable: "VIEW_TABLE",
  streamName: "STREAM_NAME",
  deadLetterQueueUrl: "DEAD_LETTER_QUEUE_URL",
  lateQueueUrl: "LATE_QUEUE_URL",
  closerQueueUrl: "CLOSER_QUEUE_URL",
  /** Bodies beyond a queue's limit go here. */
  overflowBucket: "OVERFLOW_BUCKET",
  alertTopicArn: "ALERT_TOPIC_ARN",
  /** Where announced rows go. */
  outputStreamName: "OUTPUT_STREAM_NAME",
  /** Where a service keeps answers for a while. */
  answerTable: "ANSWER_TABLE",
  /** `id` or `replays`: overrides the topology's own choice. */
  dedupe: "DEDUPE",
  /** The deployment's settings of the pipeline, as JSON. */
  settings: "SETTINGS",
  /** The longest wait in front of the first retry, and in front of any, ms. */
  retryBaseMs: "RETRY_BASE_MS",
  retryCapMs: "RETRY_CAP_MS",
} as const;
