/** A deployed local stack with traffic, and its dashboard in a browser, for as long as a suite needs them. */
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Dashboard, startDashboard } from "../../../scripts/dashboard/server/start-dashboard.ts";
import { type OpenPipelines, openDeployed } from "../../../scripts/dashboard/sources/open-pipelines.ts";
import { type LocalCloud, withLocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import { kinesisSink } from "../../../scripts/producer/kinesis-sink.ts";
import { runProducer } from "../../../scripts/producer/run-producer.ts";
import { type PipelineHandle, pipelineHandle } from "../../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals } from "../../../scripts/start/totals.ts";
import { silentSteps } from "../../../scripts/terminal/steps.ts";

const DRAIN_DEADLINE_MS = 120_000;
const LOOK_MS = 200;

export class LiveStack {
  readonly cloud: LocalCloud;
  readonly opened: OpenPipelines;
  readonly dashboard: Dashboard;
  readonly #end: () => void;
  readonly #ended: Promise<void>;
  readonly #traffic = new AbortController();
  readonly #producers: Promise<unknown>[] = [];
  readonly #sent = new Map<string, number>();

  private constructor(
    cloud: LocalCloud,
    opened: OpenPipelines,
    dashboard: Dashboard,
    end: () => void,
    ended: Promise<void>,
  ) {
    this.cloud = cloud;
    this.opened = opened;
    this.dashboard = dashboard;
    this.#end = end;
    this.#ended = ended;
  }

  static async start(pipelines: readonly string[]): Promise<LiveStack> {
    const started = Promise.withResolvers<LiveStack>();
    const over = Promise.withResolvers<void>();
    const ended = withLocalCloud({ pipelines, steps: silentSteps }, async (cloud) => {
      const opened = await openDeployed({ kind: "local", endpoint: cloud.endpoint }, "local", pipelines);
      const dashboard = await startDashboard({ kind: "open", stage: "local", pipelines: opened.pipelines });
      started.resolve(new LiveStack(cloud, opened, dashboard, over.resolve, ended));
      await over.promise;
    });
    ended.catch(started.reject);
    return started.promise;
  }

  handle(pipeline: string): PipelineHandle {
    return pipelineHandle(pipeline, "local", this.cloud.outputs, this.cloud.clients);
  }

  /** Traffic with late, duplicate and malformed records, until it is stopped. */
  produce(pipeline: string, rate: number): void {
    const sink = kinesisSink(this.cloud.clients.kinesis, this.handle(pipeline).output("streamName"));
    const sources = { sensors: 60, patients: 200, isDrifted: false };
    const run = { pipeline, sink, rate, chaos: 0.02, seed: 7, signal: this.#traffic.signal, ...sources };
    this.#producers.push(
      runProducer(run).then(({ sent }) => this.#sent.set(pipeline, (this.#sent.get(pipeline) ?? 0) + sent)),
    );
  }

  /** Ends the traffic, and waits until all that was sent is accounted for. */
  async drain(): Promise<void> {
    this.#traffic.abort();
    await Promise.all(this.#producers);
    for (const [pipeline, sent] of this.#sent) {
      await until(`${pipeline} is drained`, DRAIN_DEADLINE_MS, async () => {
        return accountedFor(await pipelineTotals(this.handle(pipeline).state)) >= sent;
      });
    }
  }

  async send(pipeline: string, partitionKey: string, records: readonly object[]): Promise<void> {
    const Records = records.map((record) => {
      return { Data: Buffer.from(JSON.stringify(record)), PartitionKey: partitionKey };
    });
    const StreamName = this.handle(pipeline).output("streamName");
    await this.cloud.clients.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    this.#sent.set(pipeline, (this.#sent.get(pipeline) ?? 0) + records.length);
  }

  async stop(): Promise<void> {
    this.#traffic.abort();
    await Promise.all(this.#producers);
    await this.dashboard.close();
    this.opened.close();
    this.#end();
    await this.#ended;
  }
}

export async function until(what: string, withinMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`Cannot wait any longer until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** A browser's page that notes every complaint and every address that it asks. */
export class WatchedPage {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly hosts = new Set<string>();

  private constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== "blob:" && protocol !== "data:") this.hosts.add(hostname);
    });
  }

  static async open(browser: Browser, context?: BrowserContext): Promise<WatchedPage> {
    const options = { viewport: { width: 1280, height: 720 }, locale: "en-GB", acceptDownloads: true };
    return new WatchedPage(await (context ?? (await browser.newContext(options))).newPage());
  }

  /** All figures in sight, by their keys. */
  figures(): Promise<Readonly<Record<string, string>>> {
    return this.page.$$eval("main [data-figure]", (elements) =>
      Object.fromEntries(
        elements.map((element) => [element.getAttribute("data-figure"), element.textContent]),
      ),
    );
  }
}
