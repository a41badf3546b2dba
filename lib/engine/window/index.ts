export * from "./assigner.ts";
export * from "./tumbling.ts";
export * from "./window.ts";
