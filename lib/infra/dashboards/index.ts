export * from "./overview-stack.ts";
export * from "./pipeline-dashboard.ts";
