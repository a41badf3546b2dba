/**
 * Who may ask: requests to this machine by its own name, so that no page elsewhere can reach the dashboard through a name
 * that it points here, under the token of this run, and to read. Everything else learns nothing, not even that the token
 * is wrong.
 */
import { timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** `data:` is for the page's icon; blobs are files that the page itself makes for saving. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

/** @param port of this server, known once it listens. */
export function guard(token: string, port: () => number): MiddlewareHandler {
  return async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    const host = context.req.header("host");
    if (host !== `127.0.0.1:${port()}` && host !== `localhost:${port()}`) {
      return context.text("This address is not served here.\n", 421);
    }
    if (context.req.method !== "GET") {
      context.header("Allow", "GET");
      return context.text("The dashboard only shows: use GET.\n", 405);
    }
    const [, given = ""] = context.req.path.split("/");
    if (!isSame(given, token))
      return context.text("There is nothing here. Use the address as it was printed.\n", 404);
    await next();
    return undefined;
  };
}

function isSame(given: string, token: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(token);
  return one.length === other.length && timingSafeEqual(one, other);
}
