/**
 * A handler's bundle as a CDK asset. Its hash is that of the bundle's content, so a handler whose sources did not
 * change is neither uploaded nor deployed again.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AssetHashType, DockerImage } from "aws-cdk-lib/core";
import { type HandlerName, handlerBundle } from "./bundle.ts";

/** Asked for by the asset's type, and never run: the bundle is there before CDK could want a container. */
const NO_IMAGE = new DockerImage("none");

export function handlerCode(name: HandlerName): Code {
  const { hash, files } = handlerBundle(name);
  return Code.fromAsset(import.meta.dirname, {
    assetHash: hash,
    assetHashType: AssetHashType.CUSTOM,
    bundling: {
      image: NO_IMAGE,
      local: {
        tryBundle(outputDirectory) {
          for (const [file, contents] of files) writeFileSync(join(outputDirectory, file), contents);
          return true;
        },
      },
    },
  });
}
