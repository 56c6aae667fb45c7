import { CommandError } from "../errors.ts";
import { parseParameter } from "../modelfile/parameters.ts";
import { parseThink } from "../run/settings.ts";
import { helpText, PARAMETER_HELP } from "./help.ts";
import type { LineReader } from "./line-reader.ts";
import { type Session, setSystem } from "./session.ts";

/** Runs `/set …`, except `/set system`, and says what to print. */
export function runSet(session: Session, words: readonly string[], lines: Pick<LineReader, "keepsHistory">): string {
  const { settings } = session;
  const [what, ...values] = words;
  switch (what) {
    case "history":
      lines.keepsHistory = true;
      return "";
    case "nohistory":
      lines.keepsHistory = false;
      return "";
    case "wordwrap":
      settings.wordWrap = true;
      return "Set 'wordwrap' mode.";
    case "nowordwrap":
      settings.wordWrap = false;
      return "Set 'nowordwrap' mode.";
    case "verbose":
      settings.verbose = true;
      return "Set 'verbose' mode.";
    case "quiet":
      settings.verbose = false;
      return "Set 'quiet' mode.";
    case "format":
      if (values[0] !== "json") return "Invalid or missing format. For 'json' mode use '/set format json'";
      settings.format = "json";
      return "Set format to 'json' mode.";
    case "noformat":
      settings.format = "";
      return "Disabled format.";
    case "think":
      return setThink(session, values[0]);
    case "nothink":
      settings.think = false;
      return "Set 'nothink' mode.";
    case "parameter":
      return setParameter(session, values);
    case undefined:
      return helpText("set");
    default:
      return `Unknown command '/set ${what}'. Type /? for help`;
  }
}

function setThink({ settings, shown }: Session, level: string | undefined): string {
  try {
    settings.think = level === undefined ? true : parseThink(level);
  } catch {
    return `Couldn't set think: "${level}" (must be true, false, high, medium, low, or max)`;
  }
  const confirmation = level === undefined ? "Set 'think' mode." : `Set 'think' mode to '${level}'.`;
  if (shown.capabilities?.includes("thinking")) return confirmation;
  return `warning: model "${settings.model}" does not support thinking output\n${confirmation}`;
}

function setParameter({ settings }: Session, [name, ...values]: readonly string[]): string {
  if (name === undefined || values.length === 0) return PARAMETER_HELP;
  try {
    settings.options = { ...settings.options, [name]: parseParameter(name, values) };
  } catch (error) {
    if (error instanceof CommandError) return `Couldn't set parameter: ${JSON.stringify(error.message)}`;
    throw error;
  }
  return `Set parameter '${name}' to '${values.join(", ")}'`;
}

/** Sets the system message and says what to print. */
export function runSetSystem(session: Session, text: string): string {
  setSystem(session, text);
  return "Set system message.";
}
