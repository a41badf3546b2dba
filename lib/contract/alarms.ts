/**
 * Names of alarms and what they say about urgency. An alarm is `<stack>-<severity>-<name>`; its article in the runbook is
 * headed by its name.
 */
import { stackName } from "./resources.ts";

/** How soon somebody is to look: within a quarter of an hour, an hour, a day. */
export const SEVERITIES = ["critical", "warning", "info"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What an alarm is about. */
export const ALARM_CATEGORIES = ["performance", "system-state", "data-quality", "errors"] as const;

export type AlarmCategory = (typeof ALARM_CATEGORIES)[number];

/** The composite alarm of a pipeline: some critical alarm of its is on. */
export const UNHEALTHY_ALARM = "unhealthy";

export function alarmName(stage: string, pipeline: string, severity: Severity, name: string): string {
  return `${stackName(stage, pipeline)}-${severity}-${name}`;
}

/** The name of an alarm, without stack and severity, or undefined where it is none of the pipeline's. */
export function shortAlarmName(stage: string, pipeline: string, fullName: string): string | undefined {
  const stack = `${stackName(stage, pipeline)}-`;
  if (!fullName.startsWith(stack)) return undefined;
  const severity = SEVERITIES.find((one) => fullName.startsWith(`${stack}${one}-`));
  return severity === undefined ? undefined : fullName.slice(stack.length + severity.length + 1);
}
