export type { AlarmSpec } from "./alarms/index.ts";
export * from "./app-options.ts";
export { OVERVIEW, OverviewStack, PANELS } from "./dashboards/index.ts";
export * from "./pipeline-stack.ts";
export * from "./stage-config.ts";
export * from "./synthesis-error.ts";
export * from "./topology.ts";
