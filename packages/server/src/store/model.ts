import type { Gguf } from "@cria/engine";
import type { Capability, Message, ModelDetails } from "@cria/spec";
import type { ModelConfig } from "./config.ts";
import type { Manifest } from "./manifest.ts";
import type { ModelName } from "./name.ts";
import type { TemplateKind } from "./template-choice.ts";

/** What a model's manifest and its small layers say. */
export interface StoredParts {
  readonly name: ModelName;
  readonly manifest: Manifest;
  /** SHA-256 of the manifest in hex, without a prefix. */
  readonly digest: string;
  /** Bytes of all layers and the config, as the manifest says. */
  readonly size: number;
  /** When the manifest was written. */
  readonly modifiedAt: Date;
  readonly config: ModelConfig;
  /** Path of the GGUF weights; undefined for a model without (a stub for a remote one, or of another format). */
  readonly modelPath: string | undefined;
  /** Digest of the weights as `sha256:` and 64 hex digits. */
  readonly modelDigest: string | undefined;
  /** Name of the model or file that the weights came from; `""` if unknown. */
  readonly parentModel: string;
  /** Go template; undefined if the model stores none. */
  readonly template: string | undefined;
  readonly system: string | undefined;
  /** Stored options, types unchecked. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly messages: readonly Message[];
  readonly licenses: readonly string[];
  /** Paths of projector files. */
  readonly projectors: readonly string[];
  /** Paths of adapter files. */
  readonly adapters: readonly string[];
}

/** What the list of models says of one. */
export interface Listed {
  readonly details: ModelDetails;
  readonly capabilities: readonly Capability[];
  /** Whether it stays so: weights that can't be read now may be there later. */
  readonly isFinal: boolean;
}

/** What is found out when it is asked. */
export interface ModelAnswers {
  /** Header of the weights, read once. Throws `GgufError`, or an `ApiError` if the model has no weights. */
  gguf(): Promise<Gguf>;
  /** What the model can do, in the order that clients see. */
  capabilities(): Promise<readonly Capability[]>;
  /** Details as show gives them. */
  details(): ModelDetails;
  /** Details and capabilities as the list of models gives them, which differ a little. Never throws. */
  listed(): Promise<Listed>;
  /** Which template makes the prompt of a chat, unless the config names a renderer or a parser. Throws as gguf does. */
  templateInUse(): Promise<TemplateKind>;
}

/** A model of the store. Immutable: what its manifest said when it was resolved. */
export interface StoredModel extends StoredParts, ModelAnswers {}
