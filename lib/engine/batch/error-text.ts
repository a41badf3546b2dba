/** What an operator threw, as text. Only the engine's own messages are shown: others may quote the record. */
import { InputError } from "../errors.ts";

export function errorText(operator: string, error: unknown): string {
  if (error instanceof InputError) return `operator ${operator}: ${error.message}`;
  return `operator ${operator}: threw ${error instanceof Error ? error.name : typeof error}`;
}
