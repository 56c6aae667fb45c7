import type { ProcessModel, ProcessResponse } from "@cria/spec";
import type { Command } from "../command.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatTable } from "../format/table.ts";
import { formatRelativeTime } from "../format/time.ts";

export const ps: Command = {
  name: "ps",
  usage: "[PREFIX]",
  summary: "List running models",
  minArguments: 0,
  flags: [],
  examples: ["cria ps"],
  needsServer: true,
  async run({ client }, [prefix = ""]) {
    const { models } = await client.json<ProcessResponse>("GET", "/api/ps");
    const rows = models.filter(({ name }) => name.startsWith(prefix)).map((model) => processRow(model, Date.now()));
    process.stdout.write(formatTable(["NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"], rows));
  },
};

/** Cells of a loaded model. `now` in milliseconds since the epoch. */
export function processRow(model: ProcessModel, now: number): string[] {
  return [
    model.name,
    model.digest.slice(0, 12),
    formatBytes(model.size),
    processor(model.size, model.size_vram),
    String(model.context_length ?? 0),
    Date.parse(model.expires_at) < now ? "Stopping..." : formatRelativeTime(model.expires_at, now, "Never"),
  ];
}

function processor(size: number, vram: number): string {
  if (vram === 0) return "100% CPU";
  if (vram === size) return "100% GPU";
  if (vram > size || size === 0) return "Unknown";
  const cpu = Math.round(((size - vram) / size) * 100);
  return `${cpu}%/${100 - cpu}% CPU/GPU`;
}
