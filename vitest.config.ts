import { defineConfig } from "vitest/config";

/** Suites named *.integration.test.ts start the local cloud; two cores carry two files at a time. Time limits are for a busy machine. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/property-seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    pool: "forks",
  },
});
