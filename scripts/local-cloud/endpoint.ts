/**
 * Which local cloud to use: the one that AWS_ENDPOINT_URL names, else our own emulator (`undefined`).
 * Invariant: an endpoint is on the loopback, 127.0.0.0/8, ::1 or `localhost`, spelled so that no name server is asked.
 * Everything else is refused, also names that happen to resolve to it: a real account must not be touched by mistake.
 */
import { UserError } from "../terminal/user-error.ts";

const ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL";

/** The endpoint the environment asks for, or undefined when we are to start our own. */
export function endpointFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = environment[ENDPOINT_VARIABLE]?.trim();
  return value === undefined || value === "" ? undefined : loopbackEndpoint(value, ENDPOINT_VARIABLE);
}

/**
 * The endpoint without its trailing slash. Throws a UserError when it is not on the loopback.
 * @param source where it was given, for the error.
 */
export function loopbackEndpoint(value: string, source = "--endpoint"): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new UserError(
      `Cannot use ${source}: it is not an http address; give a local cloud's, such as http://127.0.0.1:4566`,
    );
  }
  if (!isLoopback(url.hostname)) {
    throw new UserError(
      `Cannot use ${source}: ${url.hostname} is not this machine; give 127.0.0.1, [::1] or localhost, so that no real account is touched`,
    );
  }
  return url.origin;
}

/** Takes a host as `URL` normalises it: lower case, IPv4 in four decimal parts, IPv6 in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
