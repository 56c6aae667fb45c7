import type { CreateRequest, ShowResponse } from "@cria/spec";
import { ApiError } from "../client.ts";
import { requestCreate } from "../commands/create.ts";
import { modelTable } from "../commands/list.ts";
import { CommandError } from "../errors.ts";
import { formatModel } from "../format/show.ts";
import { Progress } from "../terminal/progress.ts";
import { helpText } from "./help.ts";
import { clearMessages, loadModel, type Session } from "./session.ts";

/** What to do next at the prompt. */
export type SlashResult = "continue" | "leave" | "unknown";

/** Runs a command that starts with a slash, except `/set`. Commands match by the beginning of the line. */
export async function runSlashCommand(session: Session, line: string): Promise<SlashResult> {
  const words = line.split(/\s+/).filter((word) => word !== "");
  const has = (...names: string[]) => names.some((name) => line.startsWith(name));
  if (has("/bye", "/exit")) return "leave";
  if (has("/clear")) {
    clearMessages(session);
    print("Cleared session context");
  } else if (has("/list")) process.stdout.write(await modelTable(session.client, words[1]));
  else if (has("/load")) await load(session, words);
  else if (has("/save")) await save(session, words);
  else if (has("/show")) await show(session, words[1]);
  else if (has("/help", "/?")) process.stderr.write(`${helpText(words[1])}\n`);
  else return "unknown";
  return "continue";
}

async function load(session: Session, words: readonly string[]): Promise<void> {
  const model = words[1];
  if (model === undefined || words.length > 2) return print("Usage:\n  /load <modelname>");
  print(`Loading model '${model}'`);
  let shown: ShowResponse;
  try {
    shown = await session.client.json<ShowResponse>("POST", "/api/show", { body: { model } });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return print(`Couldn't find model '${model}'`);
    throw error;
  }
  const before = { ...session.settings };
  session.settings.model = model;
  session.settings.think = shown.capabilities?.includes("thinking") ? (before.think ?? true) : undefined;
  try {
    await loadModel({ ...session, shown });
  } catch (error) {
    Object.assign(session.settings, before);
    throw error;
  }
  session.shown = shown;
  session.settings.messages.length = 0;
  session.settings.system = "";
  session.settings.options = {};
}

async function save({ client, settings, shown }: Session, words: readonly string[]): Promise<void> {
  const model = words[1];
  if (model === undefined || words.length > 2) return print("Usage:\n  /save <modelname>");
  const request: CreateRequest = { model, from: settings.model };
  if (settings.system !== "") request.system = settings.system;
  if (Object.keys(settings.options).length > 0) request.parameters = settings.options;
  // The session's system message has a place of its own.
  const said = settings.messages.filter(({ role }) => role !== "system");
  if (said.length > 0) request.messages = [...(shown.messages ?? []), ...said];
  const progress = new Progress({ write: () => {} });
  try {
    await requestCreate(client, request, progress);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.message === "invalid model name") throw new CommandError(`The model name '${model}' is invalid`);
    throw error;
  }
  print(`Created new model '${model}'`);
}

async function show({ client, settings }: Session, what: string | undefined): Promise<void> {
  const shown = await client.json<ShowResponse>("POST", "/api/show", {
    body: { model: settings.model, system: settings.system },
  });
  if (what === "info") return void process.stderr.write(formatModel(shown, false));
  if (what === "license") return print(shown.license || "No license was specified for this model.");
  if (what === "modelfile") return print(shown.modelfile ?? "");
  if (what === "template") return print(shown.template || "No prompt template was specified for this model.");
  if (what === "system") {
    return print(settings.system || shown.system || "No system message was specified for this model.");
  }
  if (what === "parameters") return print(parameters(shown, settings.options));
  process.stderr.write(`${helpText("show")}\n`);
}

function parameters(shown: ShowResponse, options: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(options).map(([name, value]) => `  ${name.padEnd(30)} ${JSON.stringify(value)}`);
  const stored = shown.parameters
    ? `Model defined parameters:\n${shown.parameters.trimEnd().replace(/^/gm, "  ")}`
    : "No additional parameters were specified for this model.";
  return set.length === 0 ? stored : `User defined parameters:\n${set.join("\n")}\n\n${stored}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
