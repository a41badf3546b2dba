/**
 * The containers of a function: an invocation takes an idle one that is still alive, or starts a cold one.
 */
import type { AnyTopology, BatchPorts } from "../engine/index.ts";
import { Container, type ProcessorCore } from "./container.ts";
import type { Network } from "./remote-call.ts";
import type { StreamRecord } from "./simulated-stream.ts";

export class ContainerPool {
  readonly #version: () => AnyTopology;
  readonly #core: ProcessorCore;
  readonly #network: Network;
  readonly #ports: Omit<BatchPorts<StreamRecord>, "now">;
  readonly #containers: Container[] = [];
  #started = 0;

  /** @param version the topology of a container that starts now. */
  constructor(
    version: () => AnyTopology,
    core: ProcessorCore,
    network: Network,
    ports: Omit<BatchPorts<StreamRecord>, "now">,
  ) {
    this.#version = version;
    this.#core = core;
    this.#network = network;
    this.#ports = ports;
  }

  /** undefined when the function is throttled. */
  take(): Container | undefined {
    const { random, faults, note } = this.#network;
    if (random.chance(faults().invokeThrottle)) {
      note("invocation throttled");
      return undefined;
    }
    const idle = this.#containers.filter(({ caller, isBusy }) => caller.isAlive && !isBusy);
    if (idle.length > 0 && !random.chance(faults().coldStart)) return random.pick(idle);
    this.#started += 1;
    const name = `container-${this.#started}`;
    const container = new Container(name, this.#version(), this.#core, this.#network, this.#ports);
    this.#containers.push(container);
    return container;
  }
}
