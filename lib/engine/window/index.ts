export * from "./assigner.ts";
export * from "./event-lateness.ts";
export * from "./hopping.ts";
export * from "./session.ts";
export * from "./tumbling.ts";
export * from "./window.ts";
