export * from "./classify-late.ts";
export * from "./late-counts.ts";
export * from "./late-event.ts";
export * from "./ports.ts";
