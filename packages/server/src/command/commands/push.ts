import { parseName } from "../../store/name.ts";
import { ApiError } from "../client.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { transfer } from "../transfer.ts";
import { insecureFlag } from "./pull.ts";

const ollamaHost = "registry.ollama.ai";

export const push: Command = {
  name: "push",
  usage: "MODEL",
  summary: "Push a model to a registry",
  minArguments: 1,
  maxArguments: 1,
  flags: [insecureFlag],
  examples: ["cria push me/model", "cria push registry.example.com/me/model:tag"],
  needsServer: true,
  async run({ client }, [model = ""], flags) {
    const name = parseName(model);
    const isOllamas = name?.host === ollamaHost;
    try {
      if (!(await transfer(client, "push", model, flags.insecure === true))) return;
    } catch (error) {
      if (isOllamas && error instanceof ApiError && error.message.includes("access denied")) {
        throw new CommandError(
          "you are not authorized to push to this namespace, create the model under a namespace you own",
        );
      }
      throw error;
    }
    if (isOllamas) {
      process.stderr.write(`\nYou can find your model at:\n\n\thttps://ollama.com/${name?.namespace}/${name?.model}\n`);
    }
  },
};
