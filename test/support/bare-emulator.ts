/** A local cloud with nothing deployed on it: the emulator in a run directory of its own. */
import { createLocalClients, type LocalClients } from "../../scripts/local-cloud/clients.ts";
import { type Emulator, startEmulator } from "../../scripts/local-cloud/emulator.ts";
import { installEmulator } from "../../scripts/local-cloud/emulator-install.ts";
import { createRunDirectory, type RunDirectory } from "../../scripts/local-cloud/run-directory.ts";

export class BareEmulator {
  readonly run: RunDirectory;
  readonly clients: LocalClients;
  readonly #emulator: Emulator;

  private constructor(run: RunDirectory, emulator: Emulator) {
    this.run = run;
    this.#emulator = emulator;
    this.clients = createLocalClients(emulator.endpoint);
  }

  static async start(): Promise<BareEmulator> {
    const python = await installEmulator();
    const run = await createRunDirectory();
    try {
      const directories = { logDirectory: run.path, stateDirectory: run.statePath };
      return new BareEmulator(run, await startEmulator({ python, ...directories }));
    } catch (error) {
      await run.close();
      throw error;
    }
  }

  get endpoint(): string {
    return this.#emulator.endpoint;
  }

  async stop(): Promise<void> {
    this.clients.close();
    await this.#emulator.stop();
    await this.run.close();
  }
}
