import { ApiError, type Client } from "../client.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";

export const stop: Command = {
  name: "stop",
  usage: "MODEL",
  summary: "Stop a running model",
  minArguments: 1,
  maxArguments: 1,
  flags: [],
  examples: ["cria stop my-llama"],
  needsServer: true,
  async run({ client }, [model = ""]) {
    if (!(await unload(client, model))) throw new CommandError(`couldn't find model "${model}" to stop`);
  },
};

/** Takes a model out of memory; false if there is no such model. */
export async function unload(client: Client, model: string): Promise<boolean> {
  try {
    await client.json("POST", "/api/generate", { body: { model, keep_alive: 0, stream: false } });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
