import type { Command, Flag } from "../command.ts";
import { transfer } from "../transfer.ts";

/** The flag of commands that talk to registries. */
export const insecureFlag: Flag = {
  name: "insecure",
  type: "boolean",
  help: "Speak plain HTTP with the registry",
};

export const pull: Command = {
  name: "pull",
  usage: "MODEL",
  summary: "Pull a model from a registry",
  minArguments: 1,
  maxArguments: 1,
  flags: [insecureFlag],
  examples: ["cria pull llama3.2", "cria pull hf.co/org/model:Q4_K_M", "cria pull --insecure localhost:5000/me/model"],
  needsServer: true,
  async run({ client }, [model = ""], flags) {
    await transfer(client, "pull", model, flags.insecure === true);
  },
};
