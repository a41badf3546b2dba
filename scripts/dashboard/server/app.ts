/** The dashboard's few addresses, all below the run's token: the page, its script and styles, and the stream of updates. */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { guard } from "./guard.ts";
import { interestOf } from "./interest.ts";
import type { Pace } from "./pace.ts";
import type { PageFiles } from "./page-files.ts";
import type { Poller } from "./poller.ts";
import { StreamSlots } from "./stream-slots.ts";

export interface AppOptions {
  readonly token: string;
  readonly port: () => number;
  readonly poller: Poller;
  /** Built when the first page is asked for. */
  readonly pageFiles: () => Promise<PageFiles>;
  readonly pace: Pick<Pace, "turnMs" | "retryMs">;
}

export function dashboardApp({ token, port, poller, pageFiles, pace }: AppOptions): Hono {
  const app = new Hono();
  const slots = new StreamSlots(pace.turnMs);
  app.use(guard(token, port));
  app.get("/:token", (context) => context.redirect(`/${token}/`, 308));
  app.get("/:token/", async (context) => context.html((await pageFiles()).html));
  app.get("/:token/page.js", async (context) => {
    return context.body((await pageFiles()).script, 200, {
      "Content-Type": "text/javascript; charset=utf-8",
    });
  });
  app.get("/:token/page.css", async (context) => {
    return context.body((await pageFiles()).styles, 200, { "Content-Type": "text/css; charset=utf-8" });
  });
  app.get("/:token/updates", (context) => {
    const interest = interestOf(context.req.query());
    if (interest === undefined) return context.text("There is no such view.\n", 400);
    const slot = slots.take();
    if (slot === undefined) return context.text("Too many tabs are open.\n", 503);
    return streamSSE(context, async (stream) => {
      let waiting: string | undefined;
      let wake = () => {};
      const end = poller.subscribe(interest, (text) => {
        // A tab that reads slowly gets the newest update, not all that it missed.
        waiting = text;
        wake();
      });
      slot.onEnd(() => wake());
      stream.onAbort(() => slot.release());
      try {
        while (!slot.isOver) {
          if (waiting === undefined) await new Promise<void>((resolve) => (wake = resolve));
          if (waiting === undefined) continue;
          const data = waiting;
          waiting = undefined;
          await stream.writeSSE({ data, retry: pace.retryMs });
        }
      } finally {
        end();
        slot.release();
      }
    });
  });
  app.notFound((context) => context.text("There is nothing here.\n", 404));
  app.onError((_, context) => context.text("This went wrong on the dashboard's side.\n", 500));
  return app;
}
