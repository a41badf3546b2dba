export * from "./amend-window.ts";
export * from "./close-windows.ts";
export * from "./heartbeats.ts";
export * from "./measure-windows.ts";
export * from "./pipeline-watermark.ts";
