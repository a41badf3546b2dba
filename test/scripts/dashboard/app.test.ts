/**
 * Goal: nobody but whoever has the printed address learns anything, and the address only shows.
 * Method: requests to the app itself, and to its server as it listens.
 */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, startDashboard } from "../../../scripts/dashboard/server/start-dashboard.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard({ kind: "waiting", text: "Nothing is deployed yet." });
});

afterAll(() => dashboard.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** `fetch` does not let a caller choose the Host header. */
function ask(path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { port, hostname } = new URL(dashboard.url);
  const { method = "GET", host = `${hostname}:${port}` } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers: { host } }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

const token = () => new URL(dashboard.url).pathname;

describe("the dashboard's server", () => {
  it("listens on 127.0.0.1, under a token of 24 random bytes", () => {
    expect(dashboard.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  });

  it("serves the page, its script and its styles under the token", async () => {
    expect((await ask(token())).body).toContain("<title>Tidewater</title>");
    expect((await ask(`${token()}page.js`)).headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await ask(`${token()}page.css`)).headers["content-type"]).toBe("text/css; charset=utf-8");
  });

  it("tells nothing without the token, with half of it, or with another", async () => {
    for (const path of [
      "/",
      "/page.js",
      token().slice(0, 17),
      `/${"a".repeat(32)}/`,
      `/${"a".repeat(32)}/updates?view=iot`,
    ]) {
      const { status, body } = await ask(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain("Tidewater");
    }
  });

  it("answers to its own name alone, so that no other name can lead here", async () => {
    for (const host of ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80"]) {
      expect([host, (await ask(token(), { host })).status]).toEqual([host, 421]);
    }
    const { port } = new URL(dashboard.url);
    expect((await ask(token(), { host: `localhost:${port}` })).status).toBe(200);
  });

  it("only shows: nothing but GET is answered", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      expect([method, (await ask(token(), { method })).status]).toEqual([method, 405]);
    }
  });

  it("lets the page run its own script and ask this server, and nothing else", async () => {
    const { headers } = await ask(token());
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("has no script and no style in its markup", async () => {
    const { body } = await ask(token());
    expect(body.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="page.js">']);
    expect(body).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it("refuses a view, a range or a filter that no page asks for", async () => {
    for (const query of [
      "",
      "view=secrets",
      "view=iot&range=9y",
      "view=iot&other=1",
      `view=iot&sensor=${"x".repeat(257)}`,
    ]) {
      expect([query, (await ask(`${token()}updates?${query}`)).status]).toEqual([query, 400]);
    }
  });

  it("streams updates as server-sent events", async () => {
    const response = await fetch(`${dashboard.url}updates?view=overview`);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value).toContain('data: {"kind":"waiting","text":"Nothing is deployed yet."}');
    await reader?.cancel();
  });
});
