import type { ListResponse } from "@cria/spec";
import { parseName, shortName } from "../../store/name.ts";
import type { Client } from "../client.ts";
import type { Command, CommandContext } from "../command.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatTable } from "../format/table.ts";
import { formatRelativeTime } from "../format/time.ts";
import { openLocalStore } from "../local-store.ts";

export const list: Command = {
  name: "list",
  aliases: ["ls"],
  usage: "[PREFIX]",
  summary: "List models",
  minArguments: 0,
  flags: [{ name: "partial", type: "boolean", help: "List downloads of this machine that are not finished" }],
  examples: ["cria list", "cria list llama", "cria list --partial"],
  needsServer: (flags) => flags.partial !== true,
  async run({ client, env }, [prefix], flags) {
    if (flags.partial === true) {
      process.stdout.write(await partialTable(env, prefix));
      return;
    }
    process.stdout.write(await modelTable(client, prefix));
  },
};

/** The table of unfinished downloads of models whose name starts with `prefix`, in any case. */
async function partialTable(env: CommandContext["env"], prefix = ""): Promise<string> {
  const { listPartials } = await import("../../registry/download/partials.ts");
  const { store } = await openLocalStore(env);
  const rows = (await listPartials(store.blobs)).map(({ model, digest, completed, size, modifiedAt }) => {
    const name = parseName(model);
    return [
      name === undefined ? model : shortName(name),
      digest.slice("sha256:".length, "sha256:".length + 12),
      `${formatBytes(completed)} of ${formatBytes(size)}`,
      formatRelativeTime(modifiedAt.toISOString(), Date.now(), "Never"),
    ];
  });
  const shown = rows.filter(([name = ""]) => name.toLowerCase().startsWith(prefix.toLowerCase()));
  return formatTable(["NAME", "BLOB", "THERE", "MODIFIED"], shown);
}

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
