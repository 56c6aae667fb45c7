import { CreateRequest } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { type FakeAnswer, failure, json, ndjson } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import { parseName, shortName } from "../model-name.ts";
import { type FakeModel, type FakeState, hash, layersOf } from "../state.ts";
import { thinkingTags } from "../template/output.ts";
import { parse, TemplateSyntax } from "../template/parse.ts";
import { Fail } from "./fail.ts";

interface CreateBody {
  readonly model?: string;
  readonly name?: string;
  readonly from?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly adapters?: Readonly<Record<string, string>>;
  readonly draft_files?: Readonly<Record<string, string>>;
  readonly draft_quantize?: string;
  readonly template?: string;
  readonly system?: string;
  readonly license?: unknown;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly quantize?: string;
  readonly renderer?: string;
  readonly parser?: string;
  readonly requires?: string;
  readonly info?: unknown;
  readonly stream?: boolean;
}

export function create(text: string, state: FakeState): FakeAnswer {
  const body = decode(CreateRequest, text) as CreateBody;
  for (const files of [body.files, body.draft_files]) {
    for (const [path, digest] of Object.entries(files ?? {})) {
      if (path.startsWith("/") || path.split("/").includes("..")) throw new Fail(400, "file path must be relative");
      if (digest === "") throw new Fail(400, "invalid digest format");
    }
  }
  if (body.draft_quantize && body.draft_files === undefined)
    throw new Fail(400, "--draft-quantize requires a DRAFT model");
  const name = parseName(body.model || body.name || "");
  if (name === undefined) throw new Fail(400, "invalid model name");
  const events: object[] = [];
  try {
    const base = baseOf(body, state, events);
    const made = changed(base, body);
    for (const digest of [made.weights, ...layersOf(made).map((layer) => `sha256:${hash(layer)}`)]) {
      events.push({ status: `${state.blobs.has(digest) ? "using existing" : "creating new"} layer ${digest}` });
    }
    state.add({
      ...made,
      name: state.find(shortName(name))?.name ?? shortName(name),
      modifiedAt: new Date().toISOString(),
    });
    events.push({ status: "writing manifest" }, { status: "success" });
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    if (body.stream === false || events.length === 0) {
      return { ...failure(error.status, error.message), headers: { "content-type": "application/json" } };
    }
    events.push({ error: error.message });
  }
  if (body.stream === false) return json(200, events.at(-1), { "content-type": "application/json" });
  return ndjson(events);
}

function baseOf(body: CreateBody, state: FakeState, events: object[]): FakeModel {
  if (body.from !== undefined && body.from !== "") {
    if (parseName(body.from.trim()) === undefined) throw new Fail(400, "invalid model name");
    const base = state.find(body.from);
    if (base === undefined) {
      events.push({ status: "pulling manifest" });
      throw new Fail(500, "pull model manifest: file does not exist");
    }
    return { ...base, parent: base.name };
  }
  if (body.files === undefined) throw new Fail(400, "neither 'from' or 'files' was specified");
  const [entry] = Object.entries(body.files);
  if (entry === undefined) throw new Fail(400, "unknown type");
  const [path, digest] = entry;
  if (!/^sha256[:-][0-9a-f]{64}$/.test(digest)) throw new Fail(500, "invalid digest format");
  const bytes = state.blobs.get(digest.replace("-", ":"));
  if (bytes === undefined)
    throw new Fail(500, `open /models/blobs/${digest.replace(":", "-")}: no such file or directory`);
  const gguf = Buffer.from(bytes.subarray(0, 4)).toString("latin1") === "GGUF";
  if (!path.endsWith(".gguf") && !gguf) throw new Fail(400, "unknown type");
  events.push({ status: "parsing GGUF" });
  if (!gguf) throw new Fail(400, "supplied file was not in GGUF format");
  const weights = digest.replace("-", ":");
  const known = [...state.models.values()].find((model) => model.weights === weights);
  const family = known?.family ?? "unknown";
  const bare = {
    system: "",
    licenses: [],
    parameters: {},
    messages: [],
    renderer: "",
    parser: "",
    requires: "",
    pulled: [],
  };
  const scratch = { ...bare, name: "", modifiedAt: "", parent: "", template: "{{ .Prompt }}", templated: false };
  return { ...scratch, weights, family, capabilities: ["completion"] };
}

function changed(base: FakeModel, body: CreateBody): FakeModel {
  if (body.template) checkTemplate(body.template);
  if (body.quantize) {
    const known = ["F32", "F16", "Q4_K_S", "Q4_K_M", "Q8_0"];
    const type = body.quantize.toUpperCase();
    if (!known.includes(type)) {
      throw new Fail(500, `unsupported quantization type ${type} - supported types are F32, F16, Q4_K_S, Q4_K_M, Q8_0`);
    }
    throw new Fail(500, "quantization is only supported for F16, BF16 and F32 models");
  }
  const template = body.template || base.template;
  return {
    ...base,
    template,
    templated: base.templated || Boolean(body.template),
    capabilities: capabilitiesOf(base, body),
    renderer: body.renderer || base.renderer,
    parser: body.parser || base.parser,
    requires: body.requires || base.requires,
    system: body.system || base.system,
    licenses: [...base.licenses, ...licensesOf(body.license)],
    parameters: { ...base.parameters, ...body.parameters },
    messages: (body.messages ?? []).length > 0 ? body.messages! : base.messages,
  };
}

function checkTemplate(source: string): void {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof TemplateSyntax) throw new Fail(400, `template error: ${error.message}`);
    throw error;
  }
}

/** What named parsers add. */
const parsers: Readonly<Record<string, readonly string[]>> = {
  "qwen3-coder": ["tools"],
  "qwen3-thinking": ["tools", "thinking"],
};

/** A template of its own decides about tools, insertion and thinking. */
function capabilitiesOf({ capabilities }: FakeModel, { template, parser, info }: CreateBody): readonly string[] {
  const declared = isRecord(info) && Array.isArray(info.capabilities) ? info.capabilities.map(String) : [];
  const own = !template
    ? capabilities
    : [
        ...capabilities.filter((name) => name !== "tools" && name !== "insert" && name !== "thinking"),
        ...(template.includes(".Tools") ? ["tools"] : []),
        ...(template.includes(".Suffix") ? ["insert"] : []),
        ...(thinkingTags(template) === undefined ? [] : ["thinking"]),
      ];
  return [...new Set([...declared, ...own, ...(parsers[parser ?? ""] ?? [])])];
}

function licensesOf(license: unknown): readonly string[] {
  if (license === undefined || license === "") return [];
  if (typeof license === "string") return [license];
  if (Array.isArray(license) && license.every((item) => typeof item === "string")) return license;
  const kind = typeof license === "number" ? "number" : isRecord(license) ? "object" : typeof license;
  throw new Fail(500, `json: cannot unmarshal ${kind} into Go value of type []string`);
}
