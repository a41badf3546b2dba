/**
 * Our own emulator as a child process: started on a free port of the loopback, healthy before it is handed out.
 * It leads its own process group, with the Lambda workers that it starts in it, and its state is disposable.
 * Invariant: it does not outlive this process, however that ends (see emulator-guard.py), unless `detach` is called.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../terminal/user-error.ts";
import { childEnvironment } from "./child-environment.ts";
import { LOCAL_REGION } from "./credentials.ts";
import { freePort } from "./free-port.ts";
import { projectPaths } from "./project-paths.ts";

const HEALTHY_WITHIN_MS = 30_000;
const HEALTH_POLL_MS = 25;

export interface EmulatorOptions {
  /** The Python of the emulator's environment, from `installEmulator`. */
  readonly python: string;
  /** Where the log goes. */
  readonly logDirectory: string;
  /** Where the emulator may put its files; the caller removes it afterwards. */
  readonly stateDirectory: string;
  readonly port?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Emulator {
  readonly endpoint: string;
  readonly pid: number;
  readonly logFile: string;
  /** Aborts when the emulator ends without having been stopped; the reason is a UserError. */
  readonly death: AbortSignal;
  /** Ends the emulator and every Lambda worker. */
  stop(): Promise<void>;
  /** Lets the emulator live on when this process ends. */
  detach(): Promise<void>;
}

/** Starts the emulator and waits until it answers. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const port = await freePort(options.port);
  const logFile = join(options.logDirectory, "emulator.log");
  const log = await open(logFile, "a");
  // Functions are unpacked below this project, whose `"type": "module"` would break the emulator's CommonJS runner.
  await writeFile(join(options.stateDirectory, "package.json"), '{ "type": "commonjs" }\n');
  const child = spawn(options.python, [projectPaths.emulatorGuard], {
    cwd: options.stateDirectory,
    env: emulatorEnvironment(port, options.stateDirectory),
    stdio: ["pipe", log.fd, log.fd],
    detached: true,
  });
  const death = watch(child, logFile);
  const emulator: Emulator = {
    endpoint: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    logFile,
    death: death.signal,
    stop: () => stop(child, death),
    detach: () => detach(child),
  };
  try {
    await log.close();
    await waitUntilHealthy(emulator, options.signal);
    return emulator;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

function emulatorEnvironment(port: number, stateDirectory: string): NodeJS.ProcessEnv {
  return childEnvironment({
    GATEWAY_PORT: String(port),
    // It would listen on every interface otherwise, as would its SFTP and MQTT servers.
    BIND_HOST: "127.0.0.1",
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    // The host in queue URLs. With `localhost` every client would first have to find out that ::1 does not answer.
    MINISTACK_HOST: "127.0.0.1",
    MINISTACK_REGION: LOCAL_REGION,
    S3_DATA_DIR: join(stateDirectory, "s3"),
    STATE_DIR: stateDirectory,
    TMPDIR: stateDirectory,
    // At INFO it copies all output of every function into its log.
    LOG_LEVEL: "WARNING",
  });
}

interface Death {
  readonly signal: AbortSignal;
  /** From here on the end is wanted. */
  expect(): void;
}

function watch(child: ChildProcess, logFile: string): Death {
  const controller = new AbortController();
  let isExpected = false;
  function onEnd(state: string): void {
    if (isExpected) return;
    controller.abort(
      new UserError(`Cannot go on with the emulator: it ${state}; its last words are in ${logFile}`),
    );
  }
  child.once("error", (error) => onEnd(`did not start (${error.message})`));
  child.once("exit", (code, signal) => onEnd(`ended by itself with ${signal ?? `exit code ${code}`}`));
  // The pipe breaks when the emulator dies; the exit event says so better.
  child.stdin?.on("error", () => {});
  return {
    signal: controller.signal,
    expect() {
      isExpected = true;
    },
  };
}

async function waitUntilHealthy(emulator: Emulator, signal: AbortSignal | undefined): Promise<void> {
  const deadline = AbortSignal.timeout(HEALTHY_WITHIN_MS);
  const until = AbortSignal.any([deadline, emulator.death, ...(signal ? [signal] : [])]);
  for (;;) {
    const response = await fetch(`${emulator.endpoint}/_ministack/health`, { signal: until }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    if (deadline.aborted) {
      throw new UserError(
        `Cannot start the emulator: it did not answer within ${HEALTHY_WITHIN_MS / 1000} s; read ${emulator.logFile}`,
      );
    }
    until.throwIfAborted();
    if (response?.ok) return;
    await delay(HEALTH_POLL_MS);
  }
}

/** SIGKILL at once: what the emulator holds is thrown away, so there is nothing for it to finish. */
async function stop(child: ChildProcess, death: Death): Promise<void> {
  death.expect();
  if (child.pid === undefined) return;
  const isRunning = child.exitCode === null && child.signalCode === null;
  const ended = isRunning ? once(child, "exit") : undefined;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is empty already.
  }
  await ended;
}

async function detach(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => child.stdin?.end("keep\n", resolve));
  child.unref();
}
