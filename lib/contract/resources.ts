/**
 * Names of deployed resources and stack outputs. One stack a pipeline: `tidewater-<stage>-<pipeline>`.
 */
export const PRODUCT = "tidewater";

export type Stage = "local" | "dev" | "prod";

export const STAGES: readonly Stage[] = ["local", "dev", "prod"];

/** A long weekend: as long as the stream has what the processor gave up, from when it was given up. */
export const HOURS_TO_REPLAY = 72;

export function stackName(stage: string, pipeline: string): string {
  return `${PRODUCT}-${stage}-${pipeline}`;
}

/** The stack outputs that commands read; each is a CloudFormation output of the pipeline's stack. */
export const OUTPUTS = {
  streamName: "StreamName",
  stateTable: "StateTable",
  viewTable: "ViewTable",
  deadLetterQueueUrl: "DeadLetterQueueUrl",
  lateQueueUrl: "LateQueueUrl",
  closerQueueUrl: "CloserQueueUrl",
  overflowBucket: "OverflowBucket",
  alertTopicArn: "AlertTopicArn",
  outputStreamName: "OutputStreamName",
  criticalTopicArn: "CriticalTopicArn",
  warningTopicArn: "WarningTopicArn",
  infoTopicArn: "InfoTopicArn",
  processorName: "ProcessorName",
  processorLogGroup: "ProcessorLogGroup",
  closerName: "CloserName",
  notifierName: "NotifierName",
  publisherName: "PublisherName",
  lateHandlerName: "LateHandlerName",
  serviceName: "ServiceName",
  serviceLogGroup: "ServiceLogGroup",
  answerQueueUrl: "AnswerQueueUrl",
  resultsReaderArn: "ResultsReaderArn",
  deadLettersOperatorArn: "DeadLettersOperatorArn",
  resultsAmenderArn: "ResultsAmenderArn",
  serviceCallerArn: "ServiceCallerArn",
} as const;
