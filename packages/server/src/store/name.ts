/** A full model name. Parts keep the case that they were written in. */
export interface ModelName {
  readonly host: string;
  readonly namespace: string;
  readonly model: string;
  readonly tag: string;
}

const defaults = { host: "registry.ollama.ai", namespace: "library", tag: "latest" } as const;

const patterns: Readonly<Record<keyof ModelName, RegExp>> = {
  host: /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}$/,
  namespace: /^[A-Za-z0-9_][A-Za-z0-9_-]{0,79}$/,
  model: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/,
  tag: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/,
};

/**
 * Reads `[scheme://][host/][namespace/]model[:tag]` and fills in the defaults. A valid name is safe as a path within the
 * store: no part is empty, begins with a dot or holds a slash. Gives undefined if the name is invalid.
 */
export function parseName(text: string): ModelName | undefined {
  let rest = text;
  let tag: string = defaults.tag;
  const colon = rest.lastIndexOf(":");
  if (colon > rest.lastIndexOf("/")) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
  }
  const [model, afterModel] = splitLast(rest);
  const [namespace, afterNamespace] = afterModel === undefined ? [defaults.namespace] : splitLast(afterModel);
  const host = afterNamespace === undefined ? defaults.host : afterNamespace.replace(/^[^:]*:\/\//, "");
  const name: ModelName = { host, namespace, model, tag };
  return isValidName(name) ? name : undefined;
}

/** Whether each part follows the grammar. */
export function isValidName(name: ModelName): boolean {
  return (Object.keys(patterns) as (keyof ModelName)[]).every((part) => patterns[part].test(name[part]));
}

/** The part behind the last slash, and what lies before it. */
function splitLast(text: string): [string, string?] {
  const slash = text.lastIndexOf("/");
  return slash < 0 ? [text] : [text.slice(slash + 1), text.slice(0, slash)];
}

/** `model:tag`, with namespace and host only where they are not the defaults. */
export function shortName({ host, namespace, model, tag }: ModelName): string {
  if (host !== defaults.host) return `${host}/${namespace}/${model}:${tag}`;
  return namespace === defaults.namespace ? `${model}:${tag}` : `${namespace}/${model}:${tag}`;
}

/** `host/namespace/model:tag`. */
export function fullName({ host, namespace, model, tag }: ModelName): string {
  return `${host}/${namespace}/${model}:${tag}`;
}

/** Path below `manifests/`, with slashes. */
export function manifestPath({ host, namespace, model, tag }: ModelName): string {
  return `${host}/${namespace}/${model}/${tag}`;
}

/** The name of a manifest by its path below `manifests/`; undefined if it is not one. */
export function nameOfPath(path: string): ModelName | undefined {
  const [host, namespace, model, tag, more] = path.split("/");
  if (host === undefined || namespace === undefined || model === undefined || tag === undefined || more !== undefined) {
    return undefined;
  }
  const name = { host, namespace, model, tag };
  return isValidName(name) ? name : undefined;
}

/** Whether two names are one, ignoring case. */
export function equalNames(a: ModelName, b: ModelName): boolean {
  return fullName(a).toLowerCase() === fullName(b).toLowerCase();
}
