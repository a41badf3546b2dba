export * from "./late-handler.ts";
