export * from "./assigner.ts";
export * from "./event-lateness.ts";
export * from "./tumbling.ts";
export * from "./window.ts";
