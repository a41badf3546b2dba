/** The engine as it is, for the simulated world to drive. */
import { closeWindows, processBatch, workerMemory } from "../../lib/engine/index.ts";

export const CORE = { closeWindows, processBatch, workerMemory };
