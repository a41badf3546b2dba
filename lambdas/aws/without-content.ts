/**
 * What a handler throws, Lambda's runtime prints: name, message, stack and causes, any of which may quote a record.
 * A handler is therefore wrapped: what leaves it is an error with the class of the one that was thrown, and with
 * the places in the code that it passed.
 */
import type { Context } from "aws-lambda";
import { errorNameOf } from "./error-name.ts";

type Handler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

export function withoutContent<Event, Answer>(handle: Handler<Event, Answer>): Handler<Event, Answer> {
  return async (event, context) => {
    try {
      return await handle(event, context);
    } catch (error) {
      throw errorWithoutContent(error);
    }
  };
}

function errorWithoutContent(error: unknown): Error {
  const bare = new Error(`Cannot finish the invocation: ${errorNameOf(error)}`);
  bare.stack = [`${bare.name}: ${bare.message}`, ...framesOf(error)].join("\n");
  return bare;
}

const FRAME = /^ {4}at /;

/** The lines behind the message, which may have lines of its own; none when it cannot be found. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const at = error.stack.indexOf(error.message);
  if (at === -1) return [];
  return error.stack
    .slice(at + error.message.length)
    .split("\n")
    .slice(1)
    .filter((line) => FRAME.test(line));
}
