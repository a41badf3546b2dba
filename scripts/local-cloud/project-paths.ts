/**
 * Where the project stands on this machine. Everything that the local cloud writes is under `.local/`, which git
 * ignores; everything that it runs comes from `node_modules/.bin`, so that it is the pinned version.
 */
import { join, resolve } from "node:path";

export const projectPaths = {
  root: resolve(import.meta.dirname, "../.."),
  local: resolve(import.meta.dirname, "../../.local"),
  bin: resolve(import.meta.dirname, "../../node_modules/.bin"),
  emulatorRequirements: join(import.meta.dirname, "requirements.txt"),
  emulatorGuard: join(import.meta.dirname, "emulator-guard.py"),
} as const;
