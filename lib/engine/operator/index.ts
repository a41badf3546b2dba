export * from "./channel.ts";
export * from "./detect.ts";
export * from "./latest.ts";
export * from "./operator.ts";
export * from "./page-keys.ts";
export * from "./windowed.ts";
