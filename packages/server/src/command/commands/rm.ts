import { ApiError } from "../client.ts";
import type { Command } from "../command.ts";
import { unload } from "./stop.ts";

export const rm: Command = {
  name: "rm",
  usage: "MODEL [MODEL...]",
  summary: "Remove a model, or what was downloaded of one",
  minArguments: 1,
  flags: [],
  examples: ["cria rm my-llama", "cria rm one two"],
  needsServer: true,
  async run({ client }, models) {
    for (const model of models) {
      try {
        await unload(client, model);
      } catch (error) {
        // A model that cannot be unloaded (a damaged one, say) can still be removed.
        if (!(error instanceof ApiError)) throw error;
      }
      await client.json("DELETE", "/api/delete", { body: { model } });
      process.stdout.write(`deleted '${model}'\n`);
    }
  },
};
