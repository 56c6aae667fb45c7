import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";
import { Constraint, type Grammar } from "./constraint.ts";
import { TokenSets } from "./token-sets.ts";
import { TokenTrie } from "./token-trie.ts";

const mostKept = 32;

/** The grammars of a model: compiled schemas, the latest kept, and the token sets that they share. */
export class Grammars {
  readonly #tokenizer: Tokenizer;
  readonly #schemas = new Map<string, CompiledSchema>();
  #sets: TokenSets | undefined;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Something to hold an answer to a grammar. Throws GrammarError for a schema that can't be used, and says why. */
  constraint({ schema, free }: Grammar): Constraint {
    const compiled = this.#schemas.get(schema) ?? compileSchema(schema);
    this.#schemas.delete(schema);
    this.#schemas.set(schema, compiled);
    if (this.#schemas.size > mostKept) this.#schemas.delete(this.#schemas.keys().next().value!);
    this.#sets ??= new TokenSets(new TokenTrie(this.#tokenizer));
    return new Constraint(compiled, this.#sets, this.#tokenizer, free);
  }
}
