/**
 * A TCP port on the loopback that nothing listens on: one given by the user, checked, or one that the system picks.
 * Another process can take it before we do: the emulator then ends at once, and says so in its log.
 */
import { createServer } from "node:net";
import { UserError } from "../terminal/user-error.ts";

/** `wanted` when it is free, a UserError when it is not; without `wanted`, any free port. */
export async function freePort(wanted?: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: "127.0.0.1", port: wanted ?? 0, exclusive: true }, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? "it is in use" : (error as Error).message;
    throw new UserError(
      `Cannot use port ${wanted}: ${reason}; choose another with --port, or leave it out to have a free one picked`,
      { cause: error },
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
