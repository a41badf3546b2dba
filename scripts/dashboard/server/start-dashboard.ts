/**
 * The dashboard's server, on this machine alone: 127.0.0.1, a free port, a token in its address. It listens before there
 * is anything to show, so that its address can be told first.
 */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { views } from "../reads/views.ts";
import type { Watched } from "../sources/watched-pipeline.ts";
import { dashboardApp } from "./app.ts";
import { CLOCK_PACE } from "./pace.ts";
import { buildPage, type PageFiles } from "./page-files.ts";
import { Poller } from "./poller.ts";

export interface Dashboard {
  /** With its token: who has it may look. */
  readonly url: string;
  /** Says what there is to see from now on. */
  show(watched: Watched): void;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const TOKEN_BYTES = 24;

/**
 * @param port a free one unless given.
 * @param pace the clock's unless given.
 */
export async function startDashboard(watched: Watched, port = 0, pace = CLOCK_PACE): Promise<Dashboard> {
  let shown = watched;
  let files: Promise<PageFiles> | undefined;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const app = dashboardApp({
    token,
    port: () => (server.address() as AddressInfo).port,
    poller: new Poller({ watched: () => shown, views, now: pace.now, intervalMs: pace.lookIntervalMs }),
    pageFiles: () => (files ??= buildPage()),
    pace,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/${token}/`,
    show(next) {
      shown = next;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
