/** A stack as `cdk synth` makes it: with the feature flags of cdk.json, for any stage and topology. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { App } from "aws-cdk-lib/core";
import { afterAll, vi } from "vitest";
import type { Stage } from "../../lib/contract/index.ts";
import { PipelineStack, type PipelineStackProps, stageConfig } from "../../lib/infra/index.ts";
import { announcingTopology } from "../support/announcing-topology.ts";

const cdkJson = JSON.parse(readFileSync("cdk.json", "utf8")) as {
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
};

const assemblies = mkdtempSync(join(tmpdir(), "tidewater-assemblies-"));
afterAll(() => rmSync(assemblies, { recursive: true }));

// Loading the CDK's own rules takes a second a file; one test (stacks.test.ts) turns them on again.
vi.stubEnv("CDK_VALIDATION", "false");

/** An app whose assembly goes when the test file has run. */
export function newApp(): App {
  return new App({ context: cdkJson.context, outdir: mkdtempSync(join(assemblies, "app-")) });
}

export function smallStack(stage: Stage, props: Partial<PipelineStackProps> = {}): PipelineStack {
  return new PipelineStack(newApp(), {
    config: stageConfig(stage),
    topology: announcingTopology(),
    ...props,
  });
}

const templates = new Map<Stage, Template>();

/** The template of the small pipeline's stack, made once a stage. */
export function templateOf(stage: Stage): Template {
  const template = templates.get(stage) ?? Template.fromStack(smallStack(stage));
  templates.set(stage, template);
  return template;
}

export interface CfnResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** Resources by logical id; `type` leaves all others out. */
export function resourcesOf(template: Template, type?: string): Readonly<Record<string, CfnResource>> {
  const all = template.toJSON().Resources as Record<string, CfnResource>;
  return Object.fromEntries(
    Object.entries(all).filter(([, { Type }]) => type === undefined || Type === type),
  );
}

/** The one resource of the type whose logical id begins so. */
export function oneResource(template: Template, type: string, idPrefix = ""): CfnResource {
  const found = Object.entries(resourcesOf(template, type)).filter(([id]) => id.startsWith(idPrefix));
  if (found.length !== 1) throw new Error(`Cannot find one ${type} ${idPrefix}: there are ${found.length}`);
  return (found[0] as [string, CfnResource])[1];
}
