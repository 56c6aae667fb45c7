import { parseManifest } from "../../store/manifest.ts";
import { parseName, shortName } from "../../store/name.ts";
import type { Store } from "../../store/store.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { formatBytes } from "../format/bytes.ts";
import { openLocalStore } from "../local-store.ts";
import { Progress } from "../terminal/progress.ts";
import { digestFile } from "../upload/blob.ts";

export const verify: Command = {
  name: "verify",
  usage: "[MODEL...]",
  summary: "Check the blobs of models against their digests",
  minArguments: 0,
  flags: [{ name: "remove", type: "boolean", help: "Remove damaged blobs, so that 'cria pull' gets them anew" }],
  examples: ["cria verify", "cria verify llama3.2", "cria verify --remove"],
  environment: [["OLLAMA_MODELS", "Folder of the models"]],
  needsServer: false,
  async run({ env }, models, flags) {
    const { store } = await openLocalStore(env);
    const users = await blobUsers(store, models);
    const progress = new Progress();
    let damaged = 0;
    let bytes = 0;
    try {
      for (const [digest, { size, names }] of users) {
        const fault = await faultOf(store, digest, size, progress);
        bytes += size;
        if (fault === undefined) continue;
        damaged++;
        process.stdout.write(`${digest} ${fault}, used by ${names.join(", ")}\n`);
        if (flags.remove === true) await store.blobs.remove(digest);
      }
    } finally {
      progress.clear();
    }
    if (damaged > 0) {
      const next = flags.remove === true ? "they are removed" : "'cria verify --remove' removes them";
      throw new CommandError(
        `${damaged} of ${users.size} blobs are damaged or missing; ${next}, 'cria pull' gets them anew`,
      );
    }
    process.stdout.write(`${users.size} blobs of ${formatBytes(bytes)} are as their digests say\n`);
  },
};

interface Used {
  readonly size: number;
  readonly names: string[];
}

/** The blobs of some models, or of all of them, with the models that use them. */
async function blobUsers(store: Store, models: readonly string[]): Promise<Map<string, Used>> {
  const names = models.length === 0 ? await store.names() : models.map(parsed);
  const users = new Map<string, Used>();
  for (const name of names) {
    const text = await store.readManifest(name);
    if (text === undefined) throw new CommandError(`model '${shortName(name)}' not found`);
    const { layers, config } = manifestOf(text, shortName(name));
    for (const { digest, size } of [...layers, ...(config.digest === "" ? [] : [config])]) {
      const known = users.get(digest) ?? { size, names: [] };
      if (!known.names.includes(shortName(name))) known.names.push(shortName(name));
      users.set(digest, known);
    }
  }
  return users;
}

function parsed(model: string) {
  const name = parseName(model);
  if (name === undefined) throw new CommandError("invalid model name");
  return name;
}

function manifestOf(text: string, model: string) {
  try {
    return parseManifest(text);
  } catch (error) {
    throw new CommandError(`the manifest of ${model} can't be read: ${(error as Error).message}`);
  }
}

/** What is wrong with a blob. */
async function faultOf(store: Store, digest: string, size: number, progress: Progress): Promise<string | undefined> {
  const found = await store.blobs.size(digest);
  if (found === undefined) return "is missing";
  if (found !== size) return `has ${found} bytes instead of ${size}`;
  const label = `verifying ${digest.slice("sha256:".length, "sha256:".length + 12)}`;
  progress.clear();
  progress.start(label);
  const got = await digestFile(store.blobs.path(digest), (share) =>
    progress.update(`${label} ${Math.floor(share * 100)}%`),
  );
  progress.clear();
  return got === digest.replace("-", ":").toLowerCase() ? undefined : `holds ${got}`;
}
