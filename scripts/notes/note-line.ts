/**
 * A line of the `notes` command's input: `{"id", "note", "concepts"?}` as JSON. What is wrong with a line is told by
 * field, expectation and the type that came, never by its text: notes are about patients.
 */
import type { Line } from "../process/read-lines.ts";

export interface NoteLine {
  readonly id: string | number;
  readonly note: string;
  readonly concepts: readonly string[];
}

/** The line's content, or what is wrong with it. */
export function parseNoteLine({ text }: Line): NoteLine | { readonly complaint: string } {
  if (text === null) return { complaint: "line: expected UTF-8, got other bytes" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { complaint: "line: expected JSON, got something else" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { complaint: `line: expected an object, got ${typeOf(value)}` };
  }
  const { id, note, concepts = [] } = value as { id?: unknown; note?: unknown; concepts?: unknown };
  if (typeof id !== "string" && typeof id !== "number") {
    return { complaint: `id: expected a text or a number, got ${typeOf(id)}` };
  }
  if (typeof note !== "string") return { complaint: `note: expected a text, got ${typeOf(note)}` };
  if (!Array.isArray(concepts)) return { complaint: `concepts: expected a list, got ${typeOf(concepts)}` };
  const wrong = concepts.findIndex((concept) => typeof concept !== "string");
  if (wrong !== -1) {
    return { complaint: `concepts[${wrong}]: expected a text, got ${typeOf(concepts[wrong])}` };
  }
  return { id, note, concepts };
}

function typeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  const names: Readonly<Record<string, string>> = {
    string: "a text",
    number: "a number",
    boolean: "a boolean",
    object: "an object",
  };
  return names[typeof value] ?? typeof value;
}
