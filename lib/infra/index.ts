export * from "./pipeline-stack.ts";
export * from "./stage-config.ts";
