/** Why a look failed, in words for people: a service's error by its name, never with what a record holds. */
export function failureText(error: unknown): string {
  const name = error instanceof Error ? error.name : "unknown error";
  if (/AccessDenied|NotAuthorized|UnrecognizedClient|ExpiredToken|Credentials/.test(name)) {
    return `The credentials may not read this (${name}). Use those of the stage's results reader, and for dead letters those of its dead letters' operator.`;
  }
  if (/ResourceNotFound|QueueDoesNotExist|NoSuch/.test(name)) {
    return `Something of this pipeline is not there (${name}). Deploy the stage, or start the local cloud again.`;
  }
  if (/Timeout|ECONN|Network|ENOTFOUND|AggregateError/.test(`${name} ${codeOf(error)}`)) {
    return `The cloud does not answer (${codeOf(error) || name}). It is asked again every second.`;
  }
  return `This could not be read (${name}). It is tried again every second.`;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}
