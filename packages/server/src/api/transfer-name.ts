import { parseReference } from "../store/reference.ts";

/**
 * The name by which a registry knows the model of a pull: a stub of a cloud model keeps the suffix in its tag. Throws an
 * `ApiError` with status 400 for a name with two suffixes.
 */
export function pullReference(sent: string): string {
  const { name, source } = parseReference(sent);
  if (source !== "cloud") return name;
  return name.includes(":", name.lastIndexOf("/") + 1) ? `${name}-cloud` : `${name}:cloud`;
}
