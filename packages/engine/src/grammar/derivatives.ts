import type { Alphabet } from "./alphabet.ts";
import type { TextExpression } from "./text-expression.ts";

/** An expression takes more room than it is given. */
export class TooComplex extends Error {}

const mostNodes = 200_000;

/** An expression in normal form: equal ones are the same object. */
export interface Term {
  readonly id: number;
  /** Whether the empty text matches. */
  readonly nullable: boolean;
  readonly form: Form;
  /** By class of the alphabet: what must follow. */
  readonly derivatives: (Term | undefined)[];
}

type Form =
  | { readonly type: "nothing" | "empty" | "anything" }
  | { readonly type: "set"; readonly mask: bigint }
  | { readonly type: "sequence"; readonly first: Term; readonly rest: Term }
  | { readonly type: "repeat"; readonly part: Term; readonly min: number; readonly max: number }
  | { readonly type: "any" | "all"; readonly terms: readonly Term[] }
  | { readonly type: "not"; readonly part: Term }
  | Multiple;

/**
 * The rest of a decimal number whose digits so far, as one integer, leave `remainder` when divided by `step`. `behind`
 * counts those behind the point and is -1 before it; a digit beyond `places` that is not 0 makes it no multiple.
 */
interface Multiple {
  readonly type: "multiple";
  readonly step: number;
  readonly places: number;
  readonly remainder: number;
  readonly behind: number;
  readonly isBeyond: boolean;
}

/**
 * Makes terms and what is left of them behind a character: their derivatives (Brzozowski, 1964; Owens, Reppy and Turon,
 * 2009). Throws {@link TooComplex}.
 */
export class Derivatives {
  readonly #alphabet: Alphabet;
  readonly #known = new Map<string, Term>();
  readonly #nothing: Term;
  readonly #empty: Term;
  readonly #anything: Term;
  readonly #full: bigint;

  constructor(alphabet: Alphabet) {
    this.#alphabet = alphabet;
    this.#full = (1n << BigInt(alphabet.size)) - 1n;
    this.#nothing = this.#make("nothing", false, { type: "nothing" });
    this.#empty = this.#make("empty", true, { type: "empty" });
    this.#anything = this.#make("anything", true, { type: "anything" });
  }

  term(expression: TextExpression): Term {
    switch (expression.type) {
      case "set":
        return this.#set(this.#alphabet.mask(expression.ranges));
      case "sequence":
        return expression.parts.reduceRight((rest, part) => this.#sequence(this.term(part), rest), this.#empty);
      case "choice":
        return this.#any(expression.options.map((option) => this.term(option)));
      case "repeat":
        return this.#repeat(this.term(expression.part), expression.min, expression.max);
      case "all":
        return this.#all(expression.parts.map((part) => this.term(part)));
      case "not":
        return this.#not(this.term(expression.part));
      case "multiple":
        return this.#multiple({ ...expression, remainder: 0, behind: -1, isBeyond: false });
    }
  }

  /** What must follow a character of a class. */
  derive(term: Term, of: number): Term {
    let derivative = term.derivatives[of];
    if (!derivative) {
      derivative = this.#derive(term.form, of);
      term.derivatives[of] = derivative;
    }
    return derivative;
  }

  #derive(form: Form, of: number): Term {
    switch (form.type) {
      case "nothing":
      case "empty":
        return this.#nothing;
      case "anything":
        return this.#anything;
      case "set":
        return (form.mask >> BigInt(of)) & 1n ? this.#empty : this.#nothing;
      case "sequence": {
        const first = this.#sequence(this.derive(form.first, of), form.rest);
        return form.first.nullable ? this.#any([first, this.derive(form.rest, of)]) : first;
      }
      case "repeat": {
        const rest = this.#repeat(form.part, Math.max(0, form.min - 1), form.max - 1);
        return this.#sequence(this.derive(form.part, of), rest);
      }
      case "any":
        return this.#any(form.terms.map((each) => this.derive(each, of)));
      case "all":
        return this.#all(form.terms.map((each) => this.derive(each, of)));
      case "not":
        return this.#not(this.derive(form.part, of));
      case "multiple":
        return this.#multiple(afterCharacter(form, this.#alphabet.samples[of]!));
    }
  }

  #set(mask: bigint): Term {
    if (mask === 0n) return this.#nothing;
    return this.#make(`s${mask}`, false, { type: "set", mask });
  }

  #sequence(first: Term, rest: Term): Term {
    if (first === this.#nothing || rest === this.#nothing) return this.#nothing;
    if (first === this.#empty) return rest;
    if (rest === this.#empty) return first;
    if (first.form.type === "sequence") {
      return this.#sequence(first.form.first, this.#sequence(first.form.rest, rest));
    }
    if (first === this.#anything && rest === this.#anything) return rest;
    return this.#make(`q${first.id},${rest.id}`, first.nullable && rest.nullable, { type: "sequence", first, rest });
  }

  #repeat(part: Term, min: number, max: number): Term {
    if (max === 0 || part === this.#empty) return this.#empty;
    if (part === this.#nothing) return min > 0 ? part : this.#empty;
    if (min === 1 && max === 1) return part;
    const isStar = min === 0 && max === Number.POSITIVE_INFINITY;
    if (isStar && part.form.type === "set" && part.form.mask === this.#full) return this.#anything;
    return this.#make(`r${part.id},${min},${max}`, min === 0 || part.nullable, { type: "repeat", part, min, max });
  }

  #any(given: readonly Term[]): Term {
    let mask = 0n;
    const terms = new Set<Term>();
    const add = (term: Term): void => {
      if (term.form.type === "any") term.form.terms.forEach(add);
      else if (term.form.type === "set") mask |= term.form.mask;
      else if (term !== this.#nothing) terms.add(term);
    };
    given.forEach(add);
    if (terms.has(this.#anything)) return this.#anything;
    if (mask !== 0n) terms.add(this.#set(mask));
    if (terms.has(this.#empty) && [...terms].some((term) => term !== this.#empty && term.nullable)) {
      terms.delete(this.#empty);
    }
    return this.#combined("any", terms, this.#nothing, (list) => list.some((term) => term.nullable));
  }

  #all(given: readonly Term[]): Term {
    let mask = this.#full;
    let hasSet = false;
    const terms = new Set<Term>();
    const add = (term: Term): void => {
      if (term.form.type === "all") term.form.terms.forEach(add);
      else if (term.form.type === "set") {
        mask &= term.form.mask;
        hasSet = true;
      } else if (term !== this.#anything) terms.add(term);
    };
    given.forEach(add);
    if (terms.has(this.#nothing)) return this.#nothing;
    if (hasSet) terms.add(this.#set(mask));
    if (terms.has(this.#empty)) return [...terms].every((term) => term.nullable) ? this.#empty : this.#nothing;
    return this.#combined("all", terms, this.#anything, (list) => list.every((term) => term.nullable));
  }

  #combined(type: "any" | "all", terms: Set<Term>, none: Term, isNullable: (terms: Term[]) => boolean): Term {
    if (terms.has(this.#nothing)) terms.delete(this.#nothing);
    const list = [...terms].sort((a, b) => a.id - b.id);
    if (list.length === 0) return none;
    if (list.length === 1) return list[0]!;
    return this.#make(type + list.map(({ id }) => id).join(), isNullable(list), { type, terms: list });
  }

  #not(part: Term): Term {
    if (part === this.#nothing) return this.#anything;
    if (part === this.#anything) return this.#nothing;
    if (part.form.type === "not") return part.form.part;
    return this.#make(`n${part.id}`, !part.nullable, { type: "not", part });
  }

  #multiple(form: Multiple | undefined): Term {
    if (!form) return this.#nothing;
    const { step, places, remainder, behind, isBeyond } = form;
    return this.#make(`m${step},${places},${remainder},${behind},${isBeyond}`, isMultiple(form), form);
  }

  #make(key: string, nullable: boolean, form: Form): Term {
    let term = this.#known.get(key);
    if (!term) {
      if (this.#known.size >= mostNodes) throw new TooComplex();
      term = { id: this.#known.size, nullable, form, derivatives: [] };
      this.#known.set(key, term);
    }
    return term;
  }
}

function afterCharacter(form: Multiple, code: number): Multiple | undefined {
  const { step, places, remainder, behind, isBeyond } = form;
  if (code === 0x2d) return form;
  if (code === 0x2e) return { ...form, behind: 0 };
  if (code < 0x30 || code > 0x39) return undefined;
  const digit = code - 0x30;
  if (behind >= places) return digit === 0 || isBeyond ? form : { ...form, isBeyond: true };
  const next = (remainder * 10 + digit) % step;
  return { ...form, remainder: reduced(next, form), behind: behind < 0 ? behind : behind + 1 };
}

/** The least remainder that every further digit treats alike. */
function reduced(remainder: number, { step, places }: Multiple): number {
  if (remainder === 0 || places > 0) return remainder;
  const distinct = step / (step % 10 === 0 ? 10 : step % 5 === 0 ? 5 : step % 2 === 0 ? 2 : 1);
  return remainder % distinct || distinct % step;
}

function isMultiple({ step, places, remainder, behind, isBeyond }: Multiple): boolean {
  let scaled = remainder;
  for (let i = Math.max(0, behind); i < places; i++) scaled = (scaled * 10) % step;
  return !isBeyond && scaled === 0;
}
