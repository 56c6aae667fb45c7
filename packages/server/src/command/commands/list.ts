import type { ListResponse } from "@cria/spec";
import type { Client } from "../client.ts";
import type { Command } from "../command.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatTable } from "../format/table.ts";
import { formatRelativeTime } from "../format/time.ts";

export const list: Command = {
  name: "list",
  aliases: ["ls"],
  usage: "[PREFIX]",
  summary: "List models",
  minArguments: 0,
  flags: [],
  examples: ["cria list", "cria list llama"],
  needsServer: true,
  async run({ client }, [prefix]) {
    process.stdout.write(await modelTable(client, prefix));
  },
};

/** The table of models whose name starts with `prefix`, in any case. */
export async function modelTable(client: Client, prefix = ""): Promise<string> {
  const { models } = await client.json<ListResponse>("GET", "/api/tags");
  const rows = models
    .filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()))
    .map((model) => [
      model.name,
      model.digest.slice(0, 12),
      model.remote_model ? "-" : formatBytes(model.size),
      formatRelativeTime(model.modified_at, Date.now(), "Never"),
    ]);
  return formatTable(["NAME", "ID", "SIZE", "MODIFIED"], rows);
}
