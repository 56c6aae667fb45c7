import type { ShowResponse } from "@cria/spec";
import { formatCount } from "./number.ts";
import { formatTable } from "./table.ts";

const TEXT_WIDTH = 100;
/** Columns that the items of a shown array may take. */
const ARRAY_WIDTH = 10;

/** How a model for embeddings makes one vector of a text, by GGUF's number. */
const POOLINGS = ["none", "mean", "cls", "last", "rank"];

/** What `show` prints of a model: titled sections, each followed by a blank line. */
export function formatModel(model: ShowResponse, verbose: boolean): string {
  const info = model.model_info ?? {};
  const projector = model.projector_info;
  return [
    section("Model", modelRows(model, info)),
    section(
      "Capabilities",
      (model.capabilities ?? []).map((capability) => [capability]),
    ),
    projector ? section("Projector", projectorRows(projector)) : "",
    section("Parameters", parameterRows(model.parameters ?? "")),
    verbose ? section("Metadata", metadataRows(info)) : "",
    verbose
      ? section(
          "Tensors",
          (model.tensors ?? []).map(({ name, type, shape }) => [name, type, formatArray(shape)]),
        )
      : "",
    section("System", textRows(model.system ?? ""), TEXT_WIDTH),
    section("License", textRows(model.license ?? ""), TEXT_WIDTH),
  ].join("");
}

function section(title: string, rows: string[][], columnWidth?: number): string {
  if (rows.length === 0) return "";
  const table = formatTable(
    undefined,
    rows.map((row) => ["", ...row]),
    { columnWidth },
  );
  return `  ${title}\n${table}\n`;
}

function modelRows(model: ShowResponse, info: Readonly<Record<string, unknown>>): string[][] {
  const rows: string[][] = [];
  const add = (label: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== "") rows.push([label, String(value)]);
  };
  add("Remote model", model.remote_model);
  add("Remote URL", model.remote_host);
  const architecture = info["general.architecture"] ?? model.details?.family;
  const count = info["general.parameter_count"];
  add("architecture", architecture);
  add("parameters", model.details?.parameter_size || (typeof count === "number" ? formatCount(count) : undefined));
  add("context length", info[`${architecture}.context_length`]);
  add("embedding length", info[`${architecture}.embedding_length`]);
  add("pooling", POOLINGS[Number(info[`${architecture}.pooling_type`])]);
  add("quantization", model.details?.quantization_level);
  add("requires", model.requires);
  return rows;
}

function projectorRows(info: Readonly<Record<string, unknown>>): string[][] {
  const architecture = info["general.architecture"];
  const count = info["general.parameter_count"];
  const size = (name: string) => info[`${architecture}.vision.${name}`] ?? info[`${architecture}.audio.${name}`];
  const rows: [string, unknown][] = [
    ["architecture", architecture],
    ["parameters", typeof count === "number" ? formatCount(count) : undefined],
    ["embedding length", size("embedding_length")],
    ["dimensions", size("projection_dim")],
  ];
  return rows.filter(([, value]) => value !== undefined).map(([label, value]) => [label, String(value)]);
}

function parameterRows(parameters: string): string[][] {
  return nonEmptyLines(parameters).map((line) => {
    const [, key = line, value = ""] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    return [key, value];
  });
}

function metadataRows(info: Readonly<Record<string, unknown>>): string[][] {
  return Object.keys(info)
    .sort()
    .map((key) => {
      const value = info[key];
      return [key, Array.isArray(value) ? formatArray(value) : String(value ?? "")];
    });
}

/** The first items of an array and how many more there are: `[1 2 ...+30 more]`. */
function formatArray(items: readonly unknown[]): string {
  let shown = 0;
  let text = "";
  for (const item of items) {
    const next = (text === "" ? "" : `${text} `) + String(item);
    if (shown > 0 && next.length > ARRAY_WIDTH) break;
    text = next;
    shown++;
  }
  return shown === items.length ? `[${text}]` : `[${text} ...+${items.length - shown} more]`;
}

/** The first two lines of a long text. */
function textRows(text: string): string[][] {
  const lines = nonEmptyLines(text);
  const rows = lines.slice(0, 2).map((line) => [line.trim()]);
  return lines.length > 2 ? [...rows, ["..."]] : rows;
}

function nonEmptyLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
