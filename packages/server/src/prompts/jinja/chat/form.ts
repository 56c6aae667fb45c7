/** What a chat template takes of a conversation, and in which form; what it does not take is put elsewhere. */
export interface Form {
  /** Whether it takes contents as texts, or only as lists of parts. */
  readonly content: "text" | "parts";
  /** Where it takes system messages. */
  readonly system: "anywhere" | "first" | "nowhere";
  /** Whether two messages of one role may follow each other. */
  readonly neighbours: boolean;
  /** Whether it shows the tools. */
  readonly tools: boolean;
  /** What stands for the tools where there are none: Transformers gives `None`, some templates want nothing. */
  readonly noTools: "none" | "absent";
  /** How it takes the calls of an assistant's message; undefined if it does not. */
  readonly calls: CallForm | undefined;
  /** Whether it shows messages of the role `tool`. */
  readonly results: boolean;
}

export interface CallForm {
  /** Arguments as a mapping, or as the text of its JSON. */
  readonly arguments: "mapping" | "text";
  /** Identifiers as the client gives them, or ones of nine letters and digits for every call. */
  readonly ids: "given" | "nine";
  /** What stands for a content that is empty. */
  readonly emptyContent: "text" | "none" | "absent";
  /** Whether one message may have several calls. */
  readonly several: boolean;
}

/** What nearly all templates take. */
export const usualForm: Form = {
  content: "text",
  system: "anywhere",
  neighbours: true,
  tools: true,
  noTools: "none",
  calls: { arguments: "mapping", ids: "given", emptyContent: "text", several: true },
  results: true,
};
