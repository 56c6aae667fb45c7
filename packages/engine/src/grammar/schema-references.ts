import { GrammarError } from "./errors.ts";
import { isObject, type Json, type JsonObject } from "./ordered-json.ts";
import type { Schema } from "./schema-reading.ts";

/** Finds what `$ref` names within a document: a JSON pointer, `#`, or an `$anchor`. */
export class References {
  readonly #root: JsonObject;
  readonly #known = new Map<string, Schema>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** Throws GrammarError if there is no such schema. */
  resolve(reference: string): Schema {
    let schema = this.#known.get(reference);
    if (schema === undefined) {
      const found = this.#find(reference);
      if (typeof found !== "boolean" && !isObject(found)) {
        throw new GrammarError(`"$ref" of the schema names ${JSON.stringify(reference)}, which is not in it`);
      }
      schema = found;
      this.#known.set(reference, schema);
    }
    return schema;
  }

  #find(reference: string): Json | undefined {
    const { fragment } = split(reference, readId(this.#root));
    if (fragment === undefined) return undefined;
    if (fragment === "") return this.#root;
    if (!fragment.startsWith("/")) return findAnchor(this.#root, fragment);
    let at: Json | undefined = this.#root;
    for (const part of fragment.slice(1).split("/")) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (isObject(at)) at = at.get(key);
      else if (Array.isArray(at)) at = /^\d+$/.test(key) ? at[Number(key)] : undefined;
      else return undefined;
    }
    return at;
  }
}

function readId(root: JsonObject): string | undefined {
  const id = root.get("$id");
  return typeof id === "string" ? id : undefined;
}

/** The fragment of a reference into the document itself; undefined for another document. */
function split(reference: string, id: string | undefined): { readonly fragment: string | undefined } {
  const [document = "", fragment = ""] = reference.split("#", 2);
  if (document !== "" && document !== id?.split("#", 1)[0]) return { fragment: undefined };
  try {
    return { fragment: decodeURIComponent(fragment) };
  } catch {
    return { fragment };
  }
}

function findAnchor(value: Json, name: string): JsonObject | undefined {
  if (isObject(value)) {
    if (value.get("$anchor") === name || value.get("$id") === `#${name}`) return value;
    for (const member of value.values()) {
      const found = findAnchor(member, name);
      if (found) return found;
    }
  } else if (Array.isArray(value)) {
    for (const item of value) {
      const found = findAnchor(item, name);
      if (found) return found;
    }
  }
  return undefined;
}
