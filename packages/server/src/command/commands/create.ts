import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CreateRequest, ProgressResponse } from "@cria/spec";
import type { Client } from "../client.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { modelFiles } from "../modelfile/directory.ts";
import { type Instruction, parseModelfile } from "../modelfile/parse.ts";
import { planCreate } from "../modelfile/request.ts";
import { Progress } from "../terminal/progress.ts";
import { TransferProgress } from "../terminal/transfer-progress.ts";
import { digestFile, uploadBlob } from "../upload/blob.ts";
import { uploadNames } from "../upload/names.ts";
import { withOtherParts } from "../upload/split-files.ts";

export const create: Command = {
  name: "create",
  usage: "MODEL",
  summary: "Create a model",
  minArguments: 1,
  maxArguments: 1,
  flags: [
    { name: "file", short: "f", type: "string", value: "string", help: 'Name of the Modelfile (default "Modelfile")' },
    {
      name: "quantize",
      short: "q",
      type: "string",
      value: "string",
      help: "Quantize the model to this level (e.g. Q8_0)",
    },
  ],
  examples: ["cria create my-llama -f ./Modelfile", "cria create my-llama     (uses ./Modelfile)"],
  needsServer: true,
  async run({ client }, [model = ""], flags) {
    const file = resolve(typeof flags.file === "string" ? flags.file : "Modelfile");
    const { fields, warnings, ...paths } = planCreate(readModelfile(file, flags.file !== undefined), dirname(file));
    for (const warning of warnings) process.stderr.write(`${warning}\n`);
    const progress = new Progress();
    try {
      const request: CreateRequest = { model, ...fields };
      if (typeof flags.quantize === "string") request.quantize = flags.quantize;
      for (const [field, found] of [
        ["files", paths.modelPaths],
        ["adapters", paths.adapterPaths],
        ["draft_files", paths.draftPaths],
      ] as const) {
        if (found.length > 0) request[field] = await upload(client, found, progress);
      }
      await requestCreate(client, request, progress);
    } finally {
      progress.end();
    }
  },
};

/** A missing Modelfile that was not asked for by name stands for a model in the current folder. */
function readModelfile(file: string, isNamed: boolean): Instruction[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !isNamed) return [{ name: "from", value: "." }];
    throw new CommandError(code === "ENOENT" ? `open ${file}: no such file or directory` : message);
  }
  return parseModelfile(bytes);
}

/** Uploads files, with the other parts of split ones, and folders; gives the names and digests to create from. */
async function upload(client: Client, paths: readonly string[], progress: Progress): Promise<Record<string, string>> {
  const files = withOtherParts(paths.flatMap((path) => (statSync(path).isDirectory() ? modelFiles(path) : [path])));
  const names = uploadNames(files);
  const digests: Record<string, string> = {};
  for (const [i, file] of files.entries()) {
    progress.start("gathering model components");
    const digest = await digestFile(file, (share) => progress.update(`gathering model components ${percent(share)}`));
    progress.update("gathering model components");
    const label = `copying file ${digest}`;
    progress.start(label);
    await uploadBlob(client, file, digest, (share) => progress.update(`${label} ${percent(share)}`));
    progress.update(`${label} 100%`);
    digests[names[i] ?? file] = digest;
  }
  return digests;
}

/** Asks for a model and shows the server's steps. */
export async function requestCreate(client: Client, request: CreateRequest, progress: Progress): Promise<void> {
  let last: string | undefined;
  let pulling: TransferProgress | undefined;
  try {
    for await (const step of client.stream<ProgressResponse>("POST", "/api/create", { body: request })) {
      const { status, digest, completed, total } = step;
      if (status === undefined) continue;
      // The layers of a base that is not there come all at once.
      if (digest !== undefined && status.startsWith("pulling ")) {
        progress.end();
        pulling ??= new TransferProgress();
        pulling.update(step);
        continue;
      }
      pulling?.end();
      pulling = undefined;
      if (status !== last) progress.start(status);
      if (completed !== undefined && total) progress.update(`${status} ${percent(completed / total)}`);
      last = status;
    }
  } finally {
    pulling?.end();
  }
}

function percent(share: number): string {
  return `${Math.min(100, Math.floor(share * 100))}%`;
}
