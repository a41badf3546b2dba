/** A function's entry under test: loaded anew for each test, with a scripted endpoint for AWS and its output captured. */
import { afterEach, vi } from "vitest";
import { type CapturedOutput, captureOutput } from "./captured-output.ts";
import { FakeEndpoint, type Script } from "./fake-endpoint.ts";
import { type HandlerEnvironment, stubHandlerEnvironment } from "./handler-environment.ts";

export class HandlerUnderTest {
  endpoint!: FakeEndpoint;
  output!: CapturedOutput;

  /** To be made once a file: each test leaves nothing behind. */
  constructor() {
    afterEach(async () => {
      this.output.release();
      vi.unstubAllEnvs();
      vi.resetModules();
      await this.endpoint.stop();
    });
  }

  /** @param load imports the module, which reads its environment then. */
  async start<Module>(
    script: Script,
    environment: HandlerEnvironment,
    load: () => Promise<Module>,
  ): Promise<Module> {
    this.endpoint = await FakeEndpoint.start(script);
    stubHandlerEnvironment(this.endpoint, environment);
    const module = await load();
    this.output = captureOutput();
    return module;
  }
}
