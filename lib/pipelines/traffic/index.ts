/** What the pipelines' generators have in common: seeded randomness, chaos and what must become of it. */
export * from "./chaos.ts";
export * from "./lateness-bounds.ts";
export * from "./malformed.ts";
export * from "./random.ts";
export * from "./recent-records.ts";
export * from "./traffic-record.ts";
