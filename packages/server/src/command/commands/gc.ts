import type { Command } from "../command.ts";
import { formatBytes } from "../format/bytes.ts";
import { openLocalStore } from "../local-store.ts";

export const gc: Command = {
  name: "gc",
  usage: "",
  summary: "Remove blobs that no model uses",
  minArguments: 0,
  maxArguments: 0,
  flags: [{ name: "partial", type: "boolean", help: "Remove all downloads that broke off, too" }],
  examples: ["cria gc", "cria gc --partial"],
  environment: [
    ["OLLAMA_MODELS", "Folder of the models"],
    ["CRIA_PARTIAL_SIZE", "Most of the downloads that broke off that stays (default half of the free disk)"],
  ],
  needsServer: false,
  async run({ env }, _, flags) {
    const { sweepPartials } = await import("../../registry/download/partials.ts");
    const { store, environment } = await openLocalStore(env);
    const pruned = await store.prune();
    if (pruned === undefined) {
      process.stderr.write("blobs stay: there is a manifest that can't be read, so nobody knows what it uses\n");
    }
    const partial = await sweepPartials(store.blobs, flags.partial === true ? 0 : environment.partialSize);
    process.stdout.write(
      `removed ${formatBytes(pruned ?? 0)} of blobs and ${formatBytes(partial)} of broken-off downloads\n`,
    );
  },
};
