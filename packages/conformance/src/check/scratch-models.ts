import type { OperationId } from "@cria/spec";
import { bodyText } from "../exchange/body-text.ts";
import type { Client } from "../target/client.ts";
import { show } from "./expect.ts";
import { NotSupported, Violation } from "./outcome.ts";

/** Without these a check that makes models would fail, or leave them behind. */
const needed: readonly OperationId[] = ["create", "delete"];

/** Names of models that one check makes. Whatever it made of them is deleted when it is over. */
export class ScratchModels {
  readonly #prefix: string;
  readonly #names: string[] = [];

  /** @param run tells the runs apart that use one server */
  constructor(run: number) {
    this.#prefix = `cria-conformance-${Math.abs(run)}-`;
  }

  /** A name that no other check has, without a tag. */
  name(): string {
    const name = `${this.#prefix}${this.#names.length + 1}`;
    this.#names.push(name);
    return name;
  }

  /** A name of another form, such as one with a tag or a host, to be deleted too. */
  adopt<Name extends string>(name: Name): Name {
    this.#names.push(name);
    return name;
  }

  /** Deletes what the check made; a server that refuses or does not answer keeps it. */
  async remove(client: Client): Promise<void> {
    const names = this.#names.splice(0);
    if (names.length === 0) return;
    const { response } = await client.exchange("GET", "/api/ps");
    const loaded = response === undefined ? "" : bodyText(response);
    for (const name of names) {
      // A model that is deleted stays in memory, where other checks would find a name that is not in the store.
      if (loaded.includes(`"${name}`)) await client.exchange("POST", "/api/generate", { model: name, keep_alive: 0 });
      await client.exchange("DELETE", "/api/delete", { model: name });
    }
  }
}

/**
 * Creates a model and waits for it. Throws a {@link Violation} if that fails.
 * @param body of `/api/create`, with the name
 */
export async function createModel(
  client: Client,
  absent: ReadonlySet<OperationId>,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const missing = needed.filter((id) => absent.has(id));
  if (missing.length > 0) throw new NotSupported(`the server does not offer ${missing.join(", ")}`);
  const exchange = await client.exchange("POST", "/api/create", { stream: false, ...body });
  const { response, failure } = exchange;
  if (response?.status === 200 && failure === undefined && !/"error"/.test(bodyText(response))) return;
  const answer = response === undefined ? "" : `: ${response.status} ${show(bodyText(response).trim())}`;
  throw new Violation(`a model could not be created${answer || `: ${failure?.message}`}`, exchange);
}
