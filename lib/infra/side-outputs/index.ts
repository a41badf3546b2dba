export * from "./failure-queue.ts";
export * from "./side-outputs.ts";
export { hoursLeftToReplay } from "./hours-left.ts";
