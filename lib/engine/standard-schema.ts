/**
 * The part of Standard Schema v1 (standardschema.dev) that the engine relies on: any library that implements
 * it - zod, valibot, arktype - can describe a source.
 */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  };
}

export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Issues named in one text; what breaks more rules is no better understood. */
const ISSUES_MAX = 5;

/** The issues as one sentence for people. @param whole what an issue of no field is about, e.g. `record`. */
export function issuesText(issues: readonly SchemaIssue[], whole: string): string {
  const texts = issues.slice(0, ISSUES_MAX).map(({ path, message }) => {
    const field = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return `${field === "" ? whole : field}: ${message}`;
  });
  const more = issues.length - texts.length;
  return texts.join("; ") + (more > 0 ? `; and ${more} more` : "");
}
