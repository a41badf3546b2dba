/** The command as a shell sees it: files it writes, what it refuses, exit codes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "../../../scripts/produce.ts");
const { AWS_ENDPOINT_URL: _, ...environment } = process.env;

let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "produce-"));
});

afterAll(() => rm(directory, { recursive: true }));

async function produce(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn("node", [COMMAND, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

test("produce --to writes as many events as asked, the same for the same seed, and zipped if so named", async () => {
  const plain = join(directory, "plain.jsonl");
  const zipped = join(directory, "zipped.jsonl.gz");
  const args = ["--events", "2500", "--disorder", "5000", "--late-share", "0.05", "--seed", "7", "--json"];
  const { code, stdout } = await produce("iot", "--to", plain, ...args);
  await produce("iot", "--to", zipped, ...args);
  const text = await readFile(plain, "utf8");
  const { events, expired, seed } = JSON.parse(stdout);
  expect([code, events, seed]).toEqual([0, 2500, 7]);
  expect(expired).toBeGreaterThan(40);
  expect(text.split("\n").length).toBe(2501);
  for (const line of text.trimEnd().split("\n")) JSON.parse(line);
  expect(gunzipSync(await readFile(zipped)).toString()).toBe(text);
  expect((await readdir(directory)).toSorted()).toEqual(["plain.jsonl", "zipped.jsonl.gz"]);
});

test("produce medical --to writes encounters, a share of them with a note, and drifted ones when asked", async () => {
  const write = async (...args: string[]) => {
    const path = join(directory, "encounters.jsonl");
    const { code, stdout } = await produce("medical", "--to", path, "--events", "2000", "--json", ...args);
    expect([code, JSON.parse(stdout)]).toEqual([0, { seed: 1, events: 2000, expired: 0 }]);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    await rm(path);
    return lines.map((line) => JSON.parse(line) as Record<string, number | string>);
  };
  const meanStay = (records: readonly Record<string, number | string>[]) =>
    records.reduce((sum, record) => sum + Number(record.length_of_stay), 0) / records.length;
  const plain = await write("--notes", "0", "--patients", "50");
  const drifted = await write("--notes", "0", "--drift");
  const noted = await write("--notes", "0.4");
  expect(plain.some((record) => "note" in record)).toBe(false);
  expect(Math.max(...plain.map(({ patient_id }) => Number(patient_id)))).toBe(50);
  expect(meanStay(drifted)).toBeGreaterThan(meanStay(plain) + 2);
  expect(noted.filter((record) => "note" in record).length / 2000).toBeCloseTo(0.4, 1);
});

test("produce commerce --to writes events, and the frauds among them to a file of their own", async () => {
  const path = join(directory, "clicks.jsonl");
  const truth = join(directory, "episodes.jsonl");
  const args = [
    "--events",
    "5000",
    "--event-rate",
    "50",
    "--users",
    "500",
    "--items",
    "40",
    "--fraud",
    "0.05",
  ];
  const { code, stdout } = await produce("commerce", "--to", path, "--episodes", truth, "--json", ...args);
  expect([code, JSON.parse(stdout)]).toEqual([0, { seed: 1, events: 5000, expired: 0 }]);
  const linesOf = async (name: string) =>
    (await readFile(name, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, string>);
  const [events, episodes] = [await linesOf(path), await linesOf(truth)];
  await Promise.all([rm(path), rm(truth)]);
  expect(episodes.length).toBeGreaterThan(20);
  const users = new Set(events.map(({ user_id }) => user_id));
  expect(episodes.filter(({ subject }) => !users.has(subject))).toEqual([]);
});

test.each([
  [["nope"], "Cannot produce nope: no such producer; name one of iot, medical, commerce\n"],
  [["iot", "--to", "x", "--rate", "5"], "Cannot use --rate with --to: it is for a stream; leave it out\n"],
  [
    ["iot", "--late-share", "0.1"],
    "Cannot use --late-share without --to: it is for a file; add --to FILE or leave it out\n",
  ],
  [
    ["iot", "--rate", "1000", "--sensors", "1"],
    "Cannot use --rate 1000: 1 sensors make 500 a second at most; raise --sensors\n",
  ],
  [
    ["iot"],
    "Cannot send to AWS: no endpoint is given and no account is named; add --endpoint http://127.0.0.1:<port> for a local cloud, or --account <id> for an account of yours\n",
  ],
  [["iot", "--users", "5"], "Cannot use --users with iot: it is for commerce; leave it out\n"],
  [["medical", "--to", "x", "--episodes", "y"], "Cannot use --episodes with medical: it is for commerce"],
  [["iot", "--replay", "x"], "Cannot use --replay with iot: it is for commerce; leave it out\n"],
  [
    ["commerce", "--replay", "x", "--rate", "5"],
    "Cannot use --rate with --replay: it is for generated events; leave it out\n",
  ],
  [
    ["commerce", "--replay", "x", "--to", "y"],
    "Cannot use --replay with --to: it is for a stream; leave it out\n",
  ],
  [
    ["commerce", "--keep-times"],
    "Cannot use --keep-times without --replay: it is for a replay; add --replay FILE or leave it out\n",
  ],
  [
    ["commerce", "--replay", "x", "--speed", "0"],
    "error: option '--speed <x>' argument '0' is invalid. expected a number above 0, e.g. 10",
  ],
  [["iot", "--patients", "5"], "Cannot use --patients with iot: it is for medical; leave it out\n"],
  [["iot", "--to", "x", "--drift"], "Cannot use --drift with iot: it is for medical; leave it out\n"],
  [["medical", "--sensors", "5"], "Cannot use --sensors with medical: it is for iot; leave it out\n"],
  [
    ["medical", "--notes", "ten"],
    "error: option '--notes <share>' argument 'ten' is invalid. expected a share from 0 to 1",
  ],
  [
    ["iot", "--chaos", "2"],
    "error: option '--chaos <share>' argument '2' is invalid. expected a share from 0 to 1",
  ],
  [["iot", "--account", "12"], "argument '12' is invalid. expected an AWS account id of 12 digits"],
])("produce %j is refused with a sentence and a 2", async (args, sentence) => {
  const { code, stdout, stderr } = await produce(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(sentence);
});

test("produce names the file that it cannot write", async () => {
  const { code, stderr } = await produce("iot", "--to", join(directory, "no/such/file"), "--events", "5");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Cannot write .*no\/such\/file: .*ENOENT.*; choose another file with --to\n$/);
});

test("produce --help shows both ways to use it", async () => {
  const { code, stdout } = await produce("--help");
  expect(code).toBe(0);
  expect(stdout).toContain("To a stream:");
  expect(stdout).toContain("To a file:");
  for (const own of [
    "iot: how many sensors",
    "medical: how many patients",
    "--notes <share>",
    "--drift",
    "commerce: how many users",
    "--replay <file>",
  ]) {
    expect(stdout).toContain(own);
  }
});
