import { NotApplicable } from "../check/outcome.ts";

/** What a check may want from a model. */
export type Ability = "completion" | "tools" | "thinking" | "insert" | "embedding" | "rerank" | "vision";

export interface KnownModel {
  /** As `/api/tags` has it. */
  readonly name: string;
  readonly size: number;
  readonly capabilities: readonly string[];
}

/** How to get a model that can do it; printed where a check does not apply. */
const options: Readonly<Record<Ability, string>> = {
  completion: "--model",
  tools: "--model",
  thinking: "--model",
  insert: "--model",
  embedding: "--embed-model",
  rerank: "--rerank-model",
  vision: "--vision-model",
};

/** The models that checks ask: those given on the command line, else the smallest that can do it. */
export class Models {
  readonly known: readonly KnownModel[];
  readonly #given: Readonly<Partial<Record<Ability, string>>>;

  constructor(known: readonly KnownModel[], given: Readonly<Partial<Record<Ability, string>>> = {}) {
    this.known = known;
    this.#given = given;
  }

  completion(): string {
    return this.with("completion");
  }

  /** Name of the model for an ability. Throws {@link NotApplicable} if there is none. */
  with(ability: Ability): string {
    const given = this.#given[ability];
    if (given !== undefined) return given;
    const chat = this.#given.completion;
    const able = this.known
      .filter(({ capabilities }) => capabilities.includes(ability))
      .toSorted((a, b) => Number(b.name === chat) - Number(a.name === chat) || a.size - b.size);
    const [best] = able;
    if (best !== undefined) return best.name;
    if (ability === "completion" && this.known.length > 0) return smallest(this.known).name;
    throw new NotApplicable(
      this.known.length === 0
        ? `the server has no model; give one with ${options[ability]}`
        : `no model of the server says that it has the capability ${ability}; give one with ${options[ability]}`,
    );
  }
}

function smallest(models: readonly KnownModel[]): KnownModel {
  return models.reduce((least, model) => (model.size < least.size ? model : least));
}
