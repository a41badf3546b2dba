export * from "./align.ts";
export * from "./duration.ts";
export * from "./event-time.ts";
export * from "./watermark.ts";
