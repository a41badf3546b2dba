export * from "./follow-changes.ts";
export * from "./state-table.ts";
export * from "./view-table.ts";
