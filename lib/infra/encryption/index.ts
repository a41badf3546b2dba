export * from "./encryption.ts";
