export * from "./detect.ts";
export * from "./latest.ts";
export * from "./operator.ts";
export * from "./windowed.ts";
