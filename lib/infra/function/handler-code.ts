/**
 * A handler's bundle as a CDK asset. Its hash is that of the bundle's content, so a handler whose sources did not
 * change is neither uploaded nor deployed again.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AssetHashType, Stage } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { type HandlerName, handlerBundle } from "./bundle.ts";

/** Writes the bundle into the assembly that the scope belongs to, from where the CDK takes it. */
export function handlerCode(scope: Construct, name: HandlerName): Code {
  const { hash, files } = handlerBundle(name);
  const assembly = Stage.of(scope)?.assetOutdir;
  if (assembly === undefined) throw new Error("Cannot bundle a handler: its stack is in no app");
  const directory = join(assembly, "bundles", hash);
  mkdirSync(directory, { recursive: true });
  for (const [file, contents] of files) writeFileSync(join(directory, file), contents);
  return Code.fromAsset(directory, { assetHash: hash, assetHashType: AssetHashType.CUSTOM });
}
