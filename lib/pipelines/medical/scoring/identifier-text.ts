/** An identifier as keys and rows have it: a text, whether it came as one or as a number. */
export function identifierText(identifier: string | number): string {
  return String(identifier);
}
