/**
 * What a pipeline has measured of itself during a run: counts added up, times as quantiles, and what its open windows
 * measure at the end.
 */
import { type AnyTopology, measureWindows, type StateStore } from "../../lib/engine/index.ts";
import type { EmfFigures, Quantiles } from "../metric-lines/emf-figures.ts";

export type Measurements = Readonly<Record<string, number | Quantiles>>;

export async function measurementsOf(
  topology: AnyTopology,
  state: StateStore,
  figures: EmfFigures,
): Promise<Measurements> {
  const specs = Object.entries(topology.telemetry?.metrics ?? {});
  const logged = specs.filter(([metric]) => figures.count(metric) > 0);
  const open = await measureWindows(topology, state);
  return {
    ...Object.fromEntries(
      logged.map(([metric, { unit }]) => [
        metric,
        unit === "Milliseconds" ? figures.quantiles(metric) : figures.sum(metric),
      ]),
    ),
    ...Object.fromEntries(open.map(({ metric, value }) => [metric, Number(value.toFixed(4))])),
  };
}
