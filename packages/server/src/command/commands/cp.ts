import type { Command } from "../command.ts";

export const cp: Command = {
  name: "cp",
  usage: "SOURCE DESTINATION",
  summary: "Copy a model",
  minArguments: 2,
  maxArguments: 2,
  flags: [],
  examples: ["cria cp llama my-llama"],
  needsServer: true,
  async run({ client }, [source = "", destination = ""]) {
    await client.json("POST", "/api/copy", { body: { source, destination } });
    process.stdout.write(`copied '${source}' to '${destination}'\n`);
  },
};
