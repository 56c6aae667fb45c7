import type { ShowResponse } from "@cria/spec";
import type { Client } from "../client.ts";
import { CommandError } from "../errors.ts";
import { parseBoolean } from "../modelfile/parameters.ts";
import type { RunSettings } from "../run/settings.ts";
import { historyPath } from "./history.ts";
import { LineReader } from "./line-reader.ts";
import { loadModel, type Session, say } from "./session.ts";
import { runSet, runSetSystem } from "./set.ts";
import { runSlashCommand } from "./slash.ts";

const QUOTE = '"""';

/** The interactive prompt: reads messages and commands until the user leaves. Throws if the model cannot be loaded. */
export async function converse(
  client: Client,
  settings: RunSettings,
  shown: ShowResponse,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const session: Session = { client, settings, shown };
  await loadModel(session);
  const keepsHistory = !env.OLLAMA_NOHISTORY || parseBoolean(env.OLLAMA_NOHISTORY) === false;
  const lines = new LineReader(historyPath(), () => process.stdout.write("Use Ctrl + d or /bye to exit.\n"));
  lines.keepsHistory = keepsHistory;
  try {
    for (;;) {
      const line = await lines.read(">>> ", "Send a message (/? for help)");
      if (line === undefined) {
        process.stdout.write("\n");
        return;
      }
      try {
        if ((await obey(session, lines, line)) === "leave") return;
      } catch (error) {
        // A failed request ends the answer, not the session.
        if (!(error instanceof CommandError)) throw error;
        process.stderr.write(`error: ${error.message}\n`);
      }
    }
  } finally {
    lines.close();
  }
}

async function obey(session: Session, lines: LineReader, line: string): Promise<"continue" | "leave"> {
  const system = /^\/set\s+system(?:\s+(.*))?$/s.exec(line);
  if (system) {
    const text = await readQuoted(lines, system[1] ?? "");
    if (text === "") print("Usage:\n  /set system <system message>");
    else if (text !== undefined) print(runSetSystem(session, text));
    return "continue";
  }
  if (line.startsWith("/set")) {
    print(runSet(session, line.split(/\s+/).slice(1).filter(Boolean), lines));
    return "continue";
  }
  if (line.startsWith("/")) {
    const result = await runSlashCommand(session, line);
    if (result === "unknown") print(`Unknown command '${line.split(/\s+/)[0]}'. Type /? for help`);
    return result === "leave" ? "leave" : "continue";
  }
  const text = await readQuoted(lines, line);
  if (text !== undefined && text.trim() !== "") await say(session, text);
  return "continue";
}

/**
 * The text of a line; if it begins with three quotes, the text up to a line that ends with three quotes. `undefined` if
 * the input ends before that.
 */
async function readQuoted(lines: Pick<LineReader, "read">, first: string): Promise<string | undefined> {
  if (!first.startsWith(QUOTE)) return first;
  let text = first.slice(QUOTE.length);
  while (!text.trimEnd().endsWith(QUOTE)) {
    const line = await lines.read("... ");
    if (line === undefined) return undefined;
    text += `\n${line}`;
  }
  return text.trimEnd().slice(0, -QUOTE.length).trim();
}

function print(text: string): void {
  if (text !== "") process.stdout.write(`${text}\n`);
}
