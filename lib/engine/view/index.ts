export * from "./accumulated-view.ts";
export * from "./derived-view.ts";
export * from "./journal-view.ts";
export * from "./keyed-view.ts";
export * from "./latest-view.ts";
export * from "./windowed-view.ts";
