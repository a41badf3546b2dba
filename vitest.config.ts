import { defineConfig } from "vitest/config";

/** Suites named *.integration.test.ts start the local cloud; two cores carry two files at a time. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: "forks",
  },
});
