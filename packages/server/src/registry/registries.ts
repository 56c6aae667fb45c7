import type { ProgressResponse } from "@cria/spec";
import type { Environment } from "../environment.ts";
import type { ModelName } from "../store/name.ts";
import type { Store } from "../store/store.ts";
import { DockerConfig } from "./access/docker-config.ts";
import { HostPolicy } from "./access/host-policy.ts";
import { Identity } from "./access/identity.ts";
import { Downloads } from "./download/downloads.ts";
import { type PullParts, pullModel, type TransferOptions } from "./pull.ts";
import { pushModel } from "./push.ts";
import { Sender } from "./sender.ts";
import { defaultTiming, type Timing } from "./timing.ts";

/** The registries of the world, to which one store's models come and go. */
export class Registries {
  readonly #parts: PullParts;

  constructor(store: Store, environment: Environment, timing: Timing = defaultTiming) {
    const { registryHosts, redirectHosts, pullConnections, pullRate, identityPath, dockerConfigPath } = environment;
    const { hubEndpoint, hubToken } = environment;
    const policy = new HostPolicy({ registries: registryHosts, redirects: redirectHosts });
    this.#parts = {
      store,
      downloads: new Downloads(store.blobs, { connections: pullConnections, rate: pullRate }),
      sender: new Sender(policy, timing),
      identity: new Identity(identityPath),
      dockerConfig: new DockerConfig(dockerConfigPath),
      hub: { endpoint: hubEndpoint, token: hubToken },
    };
  }

  /** See {@link pullModel}. */
  pull(name: ModelName, options: TransferOptions, signal: AbortSignal): AsyncGenerator<ProgressResponse> {
    return pullModel(this.#parts, name, options, signal);
  }

  /** See {@link pushModel}. */
  push(name: ModelName, options: TransferOptions, signal: AbortSignal): AsyncGenerator<ProgressResponse> {
    return pushModel(this.#parts, name, options, signal);
  }
}
