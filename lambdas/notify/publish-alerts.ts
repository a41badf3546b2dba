/** Alerts of one commit as messages of the alert topic: as many as fit a message together. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Emission } from "../../lib/engine/index.ts";

/** SNS takes 256 KiB; the rest is for the envelope. */
const MESSAGE_BYTES_MAX = 240_000;
const SEVERITIES = ["info", "warning", "critical"];

export async function publishAlerts(
  client: SNSClient,
  topicArn: string,
  pipeline: string,
  emissions: readonly Emission[],
): Promise<void> {
  for (const group of groupsOf(emissions)) {
    const alerts = group.map(({ id, operator, row }) => ({ id, operator, alert: row }));
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: JSON.stringify({ v: 1, pipeline, alerts }),
        MessageAttributes: {
          pipeline: { DataType: "String", StringValue: pipeline },
          severity: { DataType: "String", StringValue: highestSeverity(group) },
        },
      }),
    );
  }
}

function groupsOf(emissions: readonly Emission[]): readonly (readonly Emission[])[] {
  const groups: Emission[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const emission of emissions) {
    const size = Buffer.byteLength(JSON.stringify(emission));
    if (bytes + size > MESSAGE_BYTES_MAX) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(emission);
    bytes += size;
  }
  return groups;
}

/** The highest severity among the alerts, for subscribers that filter; `info` where none says any. */
function highestSeverity(emissions: readonly Emission[]): string {
  const ranks = emissions.map(({ row }) =>
    SEVERITIES.indexOf(String((row as { severity?: unknown }).severity)),
  );
  return SEVERITIES[Math.max(0, ...ranks)] as string;
}
