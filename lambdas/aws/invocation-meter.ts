/**
 * What an invocation takes of its container: memory, processor time, and whether the container was new.
 * A container has one invocation at a time, so that what its process has used in between is the invocation's.
 */
import type { PipelineMetrics } from "./pipeline-metrics.ts";

const BYTES_PER_MB = 1 << 20;
const US_PER_MS = 1000;

export class InvocationMeter {
  readonly #memoryBytes: number;
  #isFirst = true;
  #cpuAtBegin = process.cpuUsage();

  /** @param memoryMb that the function has; NaN where nobody says, and then its share is not measured. */
  constructor(memoryMb: number = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE)) {
    this.#memoryBytes = memoryMb * BYTES_PER_MB;
  }

  begin(): void {
    this.#cpuAtBegin = process.cpuUsage();
  }

  addTo(metrics: PipelineMetrics): void {
    const { user, system } = process.cpuUsage(this.#cpuAtBegin);
    metrics.add("CpuTime", (user + system) / US_PER_MS);
    if (this.#memoryBytes > 0) {
      metrics.add("MemoryUsed", (100 * process.memoryUsage.rss()) / this.#memoryBytes);
    }
    if (this.#isFirst) metrics.add("ColdStarts", 1);
    this.#isFirst = false;
  }
}
