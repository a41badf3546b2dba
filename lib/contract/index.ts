export * from "./envelopes.ts";
export * from "./environment.ts";
export * from "./late-table.ts";
export * from "./metrics.ts";
export * from "./resources.ts";
export * from "./shadow-table.ts";
export * from "./state-table.ts";
export * from "./view-table.ts";
