/** The pipelines of the product, by name, each loaded when it is asked for: a run over a file needs one of them. */
import type { PipelineFactory } from "./pipeline.ts";

export const pipelineLoaders: ReadonlyMap<string, () => Promise<PipelineFactory>> = new Map([
  [
    "commerce",
    async (): Promise<PipelineFactory> => (await import("./commerce/topology.ts")).commerceTopology,
  ],
  ["iot", async (): Promise<PipelineFactory> => (await import("./iot/topology.ts")).iotTopology],
  [
    "medical",
    async (): Promise<PipelineFactory> => {
      const { medicalTopology } = await import("./medical/topology.ts");
      return (tuning) => medicalTopology(tuning);
    },
  ],
]);
