/** Calls a handler as Lambda does, with half a minute left. */
import type { Context } from "aws-lambda";

const CONTEXT = { getRemainingTimeInMillis: () => 30_000 } as Context;

export function invoke<Event, Answer>(
  handler: (event: Event, context: Context) => Promise<Answer>,
  event: Event,
): Promise<Answer> {
  return handler(event, CONTEXT);
}
