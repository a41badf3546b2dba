export * from "./failure-queue.ts";
export * from "./side-outputs.ts";
