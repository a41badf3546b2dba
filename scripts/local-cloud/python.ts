/**
 * Finds a Python that can run the emulator: 3.10 or newer, able to make a private environment (`venv` with pip in it,
 * which Debian and Ubuntu ship as a package of its own).
 * Invariant: what is returned has been run and has answered; a name on the PATH alone proves nothing (shims, stubs).
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../terminal/user-error.ts";

const CANDIDATES = ["python3", "python", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
const OLDEST = { major: 3, minor: 10 };
const PROBE_TIMEOUT_MS = 20_000;
const PROBE = `
import sys
try:
    import venv, ensurepip
    able = "able"
except ImportError:
    able = "unable"
print(sys.version_info[0], sys.version_info[1], able, sys.executable)
`;

const run = promisify(execFile);

/** The absolute path of the first suitable interpreter on `environment.PATH`. */
export async function findPython(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const problems = new Set<string>();
  for (const name of CANDIDATES) {
    const answer = await probe(name, environment);
    if (answer === undefined) continue;
    const [major = 0, minor = 0] = answer.version;
    if (major !== OLDEST.major || minor < OLDEST.minor) problems.add(`${name} is ${major}.${minor}`);
    else if (!answer.isAble)
      problems.add(`${name} ${major}.${minor} has no venv module (Debian, Ubuntu: apt install python3-venv)`);
    else return answer.path;
  }
  const found = problems.size === 0 ? "no Python was found" : [...problems].join(", ");
  throw new UserError(
    `Cannot start the local cloud: it needs Python 3.10 or newer and ${found}; install one from https://www.python.org/downloads/ or your package manager, or point AWS_ENDPOINT_URL at a running LocalStack-compatible emulator`,
  );
}

interface Answer {
  readonly version: readonly number[];
  readonly isAble: boolean;
  readonly path: string;
}

async function probe(name: string, environment: NodeJS.ProcessEnv): Promise<Answer | undefined> {
  try {
    const { stdout } = await run(name, ["-c", PROBE], { env: environment, timeout: PROBE_TIMEOUT_MS });
    const [major, minor, able, ...path] = stdout.trim().split(" ");
    if (path.length === 0) return undefined;
    return { version: [Number(major), Number(minor)], isAble: able === "able", path: path.join(" ") };
  } catch {
    // Not there, or there and not running: either way not a Python for us.
    return undefined;
  }
}
