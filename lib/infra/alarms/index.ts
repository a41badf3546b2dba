export * from "./alarm-spec.ts";
export * from "./alarms.ts";
export * from "./pipeline-alarms.ts";
export { serviceMetrics } from "./service-alarms.ts";
export * from "./watched.ts";
