export * from "./closer.ts";
