import type { Lifetime } from "../since.ts";

/** A field or an endpoint that the API once had. A server of today ignores the fields. */
export interface Removed extends Required<Lifetime> {
  readonly kind: "request field" | "response field" | "option" | "endpoint";
  /** Operations that had it; of an option or an endpoint, none. */
  readonly operations: readonly ("generate" | "create")[];
  readonly name: string;
}

const option = (name: string, introducedIn: string, removedIn: string): Removed => ({
  kind: "option",
  operations: [],
  name,
  introducedIn,
  removedIn,
});

const generate = (kind: Removed["kind"], name: string): Removed => ({
  kind,
  operations: ["generate"],
  name,
  introducedIn: "0.14.3",
  removedIn: "0.32.6",
});

/** What the native API lost since its first releases, by the release that no longer has it. */
export const removed: readonly Removed[] = [
  option("embedding_only", "0.0.3", "0.1.28"),
  option("num_gqa", "0.0.13", "0.1.35"),
  option("rope_frequency_base", "0.0.14", "0.1.35"),
  option("rope_frequency_scale", "0.0.14", "0.1.35"),
  option("numa", "0.0.3", "0.3.4"),
  option("tfs_z", "0.0.3", "0.5.2"),
  option("penalize_newline", "0.0.13", "0.5.5"),
  option("mirostat", "0.0.3", "0.7.0"),
  option("mirostat_tau", "0.0.3", "0.7.0"),
  option("mirostat_eta", "0.0.3", "0.7.0"),
  option("low_vram", "0.0.3", "0.7.0"),
  option("f16_kv", "0.0.3", "0.7.0"),
  option("logits_all", "0.0.3", "0.7.0"),
  option("vocab_only", "0.0.3", "0.7.0"),
  option("use_mlock", "0.0.3", "0.7.0"),
  { kind: "request field", operations: ["create"], name: "path", introducedIn: "0.0.6", removedIn: "0.5.5" },
  { kind: "request field", operations: ["create"], name: "modelfile", introducedIn: "0.1.10", removedIn: "0.5.5" },
  {
    kind: "response field",
    operations: ["generate"],
    name: "sample_count",
    introducedIn: "0.0.13",
    removedIn: "0.0.18",
  },
  {
    kind: "response field",
    operations: ["generate"],
    name: "sample_duration",
    introducedIn: "0.0.13",
    removedIn: "0.0.18",
  },
  generate("request field", "width"),
  generate("request field", "height"),
  generate("request field", "steps"),
  generate("response field", "image"),
  generate("response field", "completed"),
  generate("response field", "total"),
  { kind: "endpoint", operations: [], name: "/api/experimental/aliases", introducedIn: "0.15.5", removedIn: "0.18.0" },
];
