/** `npm run notes` as a shell sees it: JSON lines on stdout, complaints on stderr without any of a note's text. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "../../../../scripts/notes.ts");

let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "notes-"));
});

afterAll(() => rm(directory, { recursive: true }));

async function notes(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn("node", [COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
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

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const twoNotes = [
  { id: "a", note: "72-year-old male. BP 142/88. Denies diabetes.", concepts: ["diabetes", "gout"] },
  { id: 7, note: "No fever." },
]
  .map((line) => JSON.stringify(line))
  .join("\n\n");

const twoReadings = [
  {
    id: "a",
    features: { age: 72, gender: "Male", systolic_bp: 142, diastolic_bp: 88, diabetes: 0 },
    assertions: [
      { concept: "diabetes", negation: "Negated", temporality: "Recent", experiencer: "Patient" },
      { concept: "gout", negation: "Affirmed", temporality: "Recent", experiencer: "Patient" },
    ],
  },
  { id: 7, features: {}, assertions: [] },
];

test("notes prints one JSON line a note, plain values, in order, and reads zipped files", async () => {
  const plain = await notes("--input", await file("plain.jsonl", twoNotes));
  const zipped = await notes("--input", await file("zipped.jsonl.gz", gzipSync(twoNotes)));
  expect(plain).toEqual({ code: 0, stdout: expect.any(String), stderr: "" });
  expect(
    plain.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(twoReadings);
  expect(zipped).toEqual(plain);
});

test("notes names bad lines by number and field, without their text, and prints the others", async () => {
  const lines = [
    '{"id": 1, "note": "SECRET"',
    '{"note": "SECRET"}',
    '{"id": 3, "note": ["SECRET"]}',
    '{"id": 4, "note": "SECRET", "concepts": "SECRET"}',
    '{"id": 5, "note": "SECRET", "concepts": ["cough", null]}',
    "[]",
    '{"id": 7, "note": "Male."}',
  ];
  const { code, stdout, stderr } = await notes("--input", await file("bad.jsonl", lines.join("\n")));
  expect(code).toBe(1);
  expect(stdout).toBe('{"id":7,"features":{"gender":"Male"},"assertions":[]}\n');
  expect(stderr).toBe(
    [
      "Cannot read line 1: line: expected JSON, got something else",
      "Cannot read line 2: id: expected a text or a number, got nothing",
      "Cannot read line 3: note: expected a text, got a list",
      "Cannot read line 4: concepts: expected a list, got a text",
      "Cannot read line 5: concepts[1]: expected a text, got null",
      "Cannot read line 6: line: expected an object, got a list",
      "Cannot read 6 of the lines: see above; all others are printed\n",
    ].join("\n"),
  );
});

test("notes says with exit code 2 that it cannot read a file", async () => {
  const missing = join(directory, "missing.jsonl");
  const broken = await file("broken.jsonl.gz", "no gzip");
  expect(await notes("--input", missing)).toEqual({
    code: 2,
    stdout: "",
    stderr: `Cannot read ${missing}: ENOENT; give --input a file\n`,
  });
  expect(await notes("--input", broken)).toMatchObject({ code: 2, stdout: "" });
  expect(await notes()).toMatchObject({ code: 2, stdout: "" });
});
