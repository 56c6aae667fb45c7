import { encodeJson } from "../../http/json.ts";
import { quote } from "../gotemplate/text.ts";

/** JSON with Python's spaces; texts are quoted as Go quotes them. Members that are undefined are left out. */
export function pythonJson(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return encodeJson(value);
  const members = value instanceof Map ? [...value] : Object.entries(value);
  const present = members.filter(([, member]) => member !== undefined);
  return `{${present.map(([key, member]) => `${quote(key)}: ${pythonJson(member)}`).join(", ")}}`;
}
