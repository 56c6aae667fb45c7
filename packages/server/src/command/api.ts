// The parts of the protocol's answers that the command shows. Every field that an older or another server may leave out
// is optional.

export interface ModelDetails {
  readonly family?: string;
  readonly parameter_size?: string;
  readonly quantization_level?: string;
}

export interface ListedModel {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly modified_at: string;
  readonly remote_model?: string;
}

export interface RunningModel {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly size_vram: number;
  readonly context_length?: number;
  readonly expires_at: string;
}

export interface Message {
  readonly role: string;
  readonly content: string;
  readonly thinking?: string;
}

export interface ShowResponse {
  readonly license?: string;
  readonly modelfile?: string;
  readonly parameters?: string;
  readonly template?: string;
  readonly system?: string;
  readonly details?: ModelDetails & { readonly parent_model?: string };
  readonly messages?: readonly Message[];
  readonly remote_model?: string;
  readonly remote_host?: string;
  readonly model_info?: Readonly<Record<string, unknown>>;
  readonly projector_info?: Readonly<Record<string, unknown>>;
  readonly tensors?: readonly { readonly name: string; readonly type: string; readonly shape: readonly number[] }[];
  readonly capabilities?: readonly string[];
  readonly requires?: string;
}

/** Counts and nanoseconds of an answer, in its last frame. */
export interface Metrics {
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

export interface ToolCall {
  readonly function: { readonly name: string; readonly arguments?: unknown };
}

/** A frame of `/api/generate`. */
export interface GenerateFrame extends Metrics {
  readonly response?: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly ToolCall[];
  readonly done?: boolean;
}

/** A frame of `/api/chat`. */
export interface ChatFrame extends Metrics {
  readonly message?: {
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly ToolCall[];
  };
  readonly done?: boolean;
}

/** A frame of `/api/create`. */
export interface ProgressFrame {
  readonly status?: string;
  readonly total?: number;
  readonly completed?: number;
}

export type Think = boolean | "high" | "medium" | "low" | "max";
