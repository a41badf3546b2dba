/**
 * Whether something answers at an endpoint that was given to us. Any HTTP answer will do: what it offers shows in use,
 * but a refused connection would otherwise surface minutes later as a retried SDK call.
 */
import { UserError } from "../terminal/user-error.ts";

const REACHABLE_WITHIN_MS = 5_000;

/** Throws a UserError unless the endpoint answers. */
export async function mustBeReachable(endpoint: string): Promise<void> {
  try {
    const response = await fetch(`${endpoint}/_localstack/health`, {
      signal: AbortSignal.timeout(REACHABLE_WITHIN_MS),
    });
    await response.body?.cancel();
  } catch (error) {
    throw new UserError(
      `Cannot reach the local cloud at ${endpoint}: nothing answers there; start it, or give neither --endpoint nor AWS_ENDPOINT_URL, and the built-in emulator is used`,
      { cause: error },
    );
  }
}
