const part = (more: string) => new RegExp(`^[A-Za-z0-9_][A-Za-z0-9_${more}]{0,79}$`);
const host = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}$/;
const [namespace, model] = [part("-"), part(".-")];

export interface ModelName {
  readonly host: string;
  readonly namespace: string;
  readonly model: string;
  readonly tag: string;
}

/** The parts of `[host/][namespace/]model[:tag]`; undefined if it is no name. */
export function parseName(text: string): ModelName | undefined {
  const colon = text.lastIndexOf(":");
  const tagged = colon > text.lastIndexOf("/");
  const tag = tagged ? text.slice(colon + 1) : "latest";
  const parts = (tagged ? text.slice(0, colon) : text)
    .replace(/^[a-z]+:\/\//, "")
    .split("/")
    .toReversed();
  const [name = "", space = "library", server = "registry.ollama.ai", ...more] = parts;
  if (more.length > 0 || !model.test(name) || !model.test(tag) || !namespace.test(space) || !host.test(server))
    return undefined;
  return { host: server, namespace: space, model: name, tag };
}

/** The name as lists show it: default host and namespace left out, the tag always there. */
export function shortName({ host, namespace, model, tag }: ModelName): string {
  const defaultHost = host === "registry.ollama.ai";
  const prefix = defaultHost ? (namespace === "library" ? "" : `${namespace}/`) : `${host}/${namespace}/`;
  return `${prefix}${model}:${tag}`;
}

/** The whole name, as errors about capabilities show it. */
export function fullName({ host, namespace, model, tag }: ModelName): string {
  return `${host}/${namespace}/${model}:${tag}`;
}
