export * from "./assumable-role.ts";
export * from "./readers.ts";
