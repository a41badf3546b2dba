export * from "./bundle.ts";
export * from "./handler-function.ts";
