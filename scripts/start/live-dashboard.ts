/**
 * The dashboard of a run: it has its address before anything runs, and shows the pipelines from when they are deployed.
 * That it cannot show them is told on its page and fails no run.
 */
import { startDashboard } from "../dashboard/server/start-dashboard.ts";
import { type OpenPipelines, openDeployed } from "../dashboard/sources/open-pipelines.ts";

export interface LiveDashboard {
  readonly url: string;
  /** Shows what is deployed on the local cloud. */
  show(endpoint: string, pipelines: readonly string[]): Promise<void>;
  /** Tells how many records of a pipeline its stream has taken. */
  sent(pipeline: string, count: number): void;
  close(): Promise<void>;
}

const STAGE = "local";

export async function startLiveDashboard(): Promise<LiveDashboard> {
  const sent = new Map<string, number>();
  let opened: OpenPipelines | undefined;
  const dashboard = await startDashboard({ kind: "waiting", text: "The local cloud is starting." });
  return {
    url: dashboard.url,
    async show(endpoint, names) {
      try {
        opened = await openDeployed({ kind: "local", endpoint }, STAGE, names);
      } catch {
        dashboard.show({ kind: "waiting", text: "The pipelines cannot be read; the run goes on." });
        return;
      }
      const pipelines = opened.pipelines.map((pipeline) => {
        return { ...pipeline, sent: () => sent.get(pipeline.name) ?? 0 };
      });
      dashboard.show({ kind: "open", stage: STAGE, pipelines });
    },
    sent: (pipeline, count) => void sent.set(pipeline, count),
    async close() {
      await dashboard.close();
      opened?.close();
    },
  };
}
