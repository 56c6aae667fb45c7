import { withAlternatives } from "./alternatives.ts";
import { areDisjoint } from "./disjoint.ts";
import { GrammarError } from "./errors.ts";
import { canonicalText, evaluate } from "./evaluate.ts";
import { choice, type Expression, isNothing, literal } from "./expression.ts";
import { allValues, internal, listed, withoutInternal } from "./internal-keywords.ts";
import { quotedTextExcept } from "./json-string.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import { numberReading } from "./number-values.ts";
import { isObject, type Json, type JsonObject, parseOrdered, stringifyOrdered } from "./ordered-json.ts";
import { parsePattern } from "./pattern.ts";
import { anyKey, keyAutomaton } from "./punctuation.ts";
import { alias, constrains, flattened, intersected, tupleOf } from "./schema-intersection.ts";
import type { Schema, TypeName } from "./schema-reading.ts";
import * as read from "./schema-reading.ts";
import { References } from "./schema-references.ts";
import {
  type ArrayShape,
  type ChoiceShape,
  countRequired,
  type Extra,
  type ObjectShape,
  type Property,
  prune,
  type Shape,
} from "./shape.ts";
import { type Reading, textReading } from "./text-values.ts";
import { canBeUnique } from "./unique-items.ts";

/** What a schema allows, and what of it the shape does not hold output to. */
export interface CompiledSchema {
  readonly shape: Shape;
  /** Keywords that need a check of the finished value. */
  readonly unenforced: readonly string[];
}

const mostCharacters = 512 << 10;
const mostShapes = 20_000;
const mostDepth = 150;
const canonical: Schema = new Map([[internal.canonical, true]]);
const unlimited = Number.POSITIVE_INFINITY;

/** Keywords that only a check of the finished value can decide. */
const undecided = [
  ...["contains", "dependencies", "unevaluatedProperties", "unevaluatedItems", "contentEncoding", "contentMediaType"],
];
/** Keywords of which several values are held at once. */
const conjunctive: ReadonlySet<string> = new Set(["pattern", "format", "multipleOf"]);

/**
 * Compiles a JSON Schema, given as JSON text, into the shape of the values that it allows. What it leaves open is narrowed
 * to what models do: properties come in the order of the schema, further ones only where the schema asks for them. Throws
 * GrammarError, which says why, if it is no schema, allows nothing, refers to what is not there, or is too large.
 */
export function compileSchema(text: string): CompiledSchema {
  if (text.length > mostCharacters) {
    throw new GrammarError(`the schema has ${text.length} characters, more than ${mostCharacters}`);
  }
  const schema = read.asSchema(withoutInternal(parseOrdered(text)), "format");
  const compiler = new SchemaCompiler(isObject(schema) ? schema : new Map());
  const shape = compiler.compile(schema);
  for (const each of compiler.shapes) {
    if (each.type !== "array" || !each.isUnique || canBeUnique(each)) continue;
    each.isUnique = false;
    compiler.unenforced.add("uniqueItems");
  }
  if (!prune(shape, compiler.shapes)) throw new GrammarError("the schema allows no value");
  return { shape, unenforced: [...compiler.unenforced].sort() };
}

class SchemaCompiler {
  readonly shapes: Shape[] = [];
  readonly unenforced = new Set<string>();
  readonly #references: References;
  readonly #known = new Map<Schema, ChoiceShape>();
  readonly #canonicals = new Map<Schema, Schema>();
  #depth = 0;

  constructor(root: JsonObject) {
    this.#references = new References(root);
  }

  /** The shape of a schema, made once: while it is in the making, the schema may refer to itself. */
  compile(schema: Schema): Shape {
    let shape = this.#known.get(schema);
    if (shape) return shape;
    if (++this.#depth > mostDepth) throw new GrammarError(`the schema is nested deeper than ${mostDepth} levels`);
    shape = this.#choice([]);
    this.#known.set(schema, shape);
    shape.options = this.#options(schema);
    this.#depth--;
    return shape;
  }

  #options(schema: Schema): Shape[] {
    if (schema === true) return this.#options(new Map());
    if (schema === false) return [];
    const other = alias(schema, this.#references);
    if (other !== undefined) return [this.compile(other)];
    const flat = flattened(schema, this.#references);
    if (flat !== schema) return [this.compile(flat)];
    const expanded = withAlternatives(flat, this.#references, this.unenforced);
    if (expanded !== flat) return [this.compile(expanded)];
    for (const keyword of undecided) if (schema.has(keyword)) this.unenforced.add(keyword);
    const further = schema.get(internal.further);
    for (const keyword of isObject(further) ? further.keys() : []) {
      if (!conjunctive.has(keyword)) this.unenforced.add(keyword);
    }
    for (const keyword of ["anyOf", "oneOf"]) {
      const options = read.readSchemas(schema, keyword);
      if (options === undefined) continue;
      if (keyword === "oneOf" && !areDisjoint(options, this.#references)) this.unenforced.add(keyword);
      const rest = new Map(Array.from(schema).filter(([each]) => each !== keyword));
      if (!constrains(rest)) return options.map((option) => this.compile(option));
      return options.map((option) => this.compile(intersected(rest, flattened(option, this.#references))));
    }
    return this.#constants(schema) ?? read.inferTypes(schema).map((type) => this.#ofType(type, schema));
  }

  /** The values of `const` and `enum` that keep the other keywords. */
  #constants(schema: JsonObject): Shape[] | undefined {
    const list = schema.get("enum");
    if (list !== undefined && !Array.isArray(list)) throw new GrammarError('"enum" of the schema must be an array');
    const constant = schema.get("const");
    if (list === undefined && constant === undefined) return undefined;
    const others = new Map(Array.from(schema).filter(([keyword]) => keyword !== (list ? "enum" : "const")));
    const fitting = (list ?? [constant!]).filter((value: Json) => {
      const verdict = evaluate(others, value, this.#references);
      if (typeof verdict === "object") this.unenforced.add(verdict.undecided);
      return verdict !== false;
    });
    const distinct = new Map(fitting.map((value) => [canonicalText(value), value]));
    return [this.#texts([...distinct.values()].map(stringifyOrdered))];
  }

  #ofType(type: TypeName, schema: JsonObject): Shape {
    switch (type) {
      case "object":
        return this.#object(schema);
      case "array":
        return this.#array(schema);
      case "string":
        return this.#reading(this.#string(schema));
      case "integer":
      case "number":
        return this.#reading(this.#number(type, schema));
      case "boolean":
        return this.#scalars([true, false], schema);
      case "null":
        return this.#scalars([null], schema);
    }
  }

  #scalars(values: readonly Json[], schema: JsonObject): Shape {
    const excluded = listed(schema, internal.excluded);
    return this.#texts(values.filter((value) => !excluded.includes(value)).map((value) => `${value}`));
  }

  #number(type: "integer" | "number", schema: JsonObject): Reading {
    const steps = allValues(schema, "multipleOf").map((step) => read.asStep(step));
    return numberReading({
      isInteger: type === "integer",
      bounds: read.readBounds(schema),
      steps,
      notSteps: listed(schema, internal.notMultipleOf).map((step) => read.asStep(step)),
      excluded: listed(schema, internal.excluded).filter((value) => typeof value === "number"),
      isCanonical: schema.has(internal.canonical),
    });
  }

  #string(schema: JsonObject): Reading {
    const texts = (keyword: string) => allValues(schema, keyword).map((value) => read.asString(value, keyword));
    return textReading({
      patterns: texts("pattern"),
      formats: texts("format"),
      notPatterns: listed(schema, internal.notPattern) as readonly string[],
      excluded: listed(schema, internal.excluded).filter((value) => typeof value === "string"),
      min: read.readCount(schema, "minLength") ?? 0,
      max: read.readCount(schema, "maxLength") ?? unlimited,
      isCanonical: schema.has(internal.canonical),
    });
  }

  #reading({ automaton, unenforced }: Reading): Shape {
    for (const keyword of unenforced) this.unenforced.add(keyword);
    return automaton ? this.#add({ type: "text", automaton }) : this.#choice([]);
  }

  /** Notes that objects or arrays which are not allowed can't be told from others. */
  #noteExcluded(schema: JsonObject, isOf: (value: Json) => boolean): void {
    if (listed(schema, internal.excluded).some(isOf)) this.unenforced.add("not");
  }

  #array(schema: JsonObject): Shape {
    this.#noteExcluded(schema, Array.isArray);
    const { prefix, rest } = tupleOf(schema);
    const isUnique = schema.get("uniqueItems") === true;
    // Equal items can only be told from others by their texts.
    const compile = (item: Schema) => this.compile(isUnique ? this.#canonical(item) : item);
    const max = read.readCount(schema, "maxItems") ?? unlimited;
    const shape: ArrayShape = {
      type: "array",
      prefix: prefix.map(compile),
      // A tuple goes on only if the schema says with what.
      item: rest === false || (prefix.length > 0 && rest === undefined) ? undefined : compile(rest ?? true),
      min: Math.max(read.readCount(schema, "minItems") ?? 0, Math.min(prefix.length, max)),
      max,
      isUnique,
    };
    return this.#add(shape);
  }

  /** A schema whose values have one text each, as far as they are no objects or arrays; the same object each time. */
  #canonical(schema: Schema): Schema {
    const flat = flattened(schema, this.#references);
    const made = this.#canonicals.get(flat) ?? intersected(flat, canonical);
    this.#canonicals.set(flat, made);
    return made;
  }

  #object(schema: JsonObject): Shape {
    this.#noteExcluded(schema, isObject);
    const declared = read.readSchemaMap(schema, "properties") ?? new Map<string, Schema>();
    const patterns = read.readSchemaMap(schema, "patternProperties");
    const additional = schema.get("additionalProperties");
    const isMap = (!schema.has("properties") || schema.has(internal.open)) && patterns === undefined;
    const others = additional === undefined ? isMap : read.asSchema(additional, "additionalProperties");
    // Some schemas mark a property itself as required, in an older dialect.
    const names = typeof schema.get("required") === "boolean" ? [] : read.readStrings(schema, "required");
    const required = new Set(names);
    const schemas = new Map(declared);
    for (const name of required) if (!schemas.has(name)) schemas.set(name, additional === undefined ? true : others);
    const properties = Array.from(schemas, ([name, value]): Property => {
      const key = keyAutomaton(literal(JSON.stringify(name).slice(1, -1)));
      return { name, index: 0, value: this.compile(value), required: required.has(name), key };
    });
    if (patterns && properties.length > 0) this.unenforced.add("patternProperties");
    const min = read.readCount(schema, "minProperties") ?? 0;
    const extras = this.#extras(schema, [...schemas.keys()], patterns, others);
    // A key may come twice, and then counts once.
    if (min > 1 && extras.length > 0) this.unenforced.add("minProperties");
    const shape: ObjectShape = {
      type: "object",
      properties,
      extras,
      min,
      max: read.readCount(schema, "maxProperties") ?? unlimited,
      requiredFrom: new Int32Array(0),
    };
    countRequired(shape);
    return this.#add(shape);
  }

  /** Properties that are not declared: those that patterns allow, or else any others. */
  #extras(
    schema: JsonObject,
    declared: readonly string[],
    patterns: ReadonlyMap<string, Schema> | undefined,
    others: Schema,
  ): Extra[] {
    const names = schema.get("propertyNames");
    if (patterns) {
      if (names !== undefined) this.unenforced.add("propertyNames");
      if (patterns.size > 1) this.unenforced.add("patternProperties");
      return Array.from(patterns).flatMap(([source, value]) => {
        const pattern = parsePattern(source);
        if (!pattern?.isContentExact) this.unenforced.add("patternProperties");
        if (!pattern || isNothing(pattern.content)) return [];
        return [{ value: this.compile(value), key: keyAutomaton(pattern.content) }];
      });
    }
    if (others === false) return [];
    const value = this.compile(others);
    if (names !== undefined && declared.length === 0) {
      const content = this.#nameContent(read.asSchema(names, "propertyNames"));
      if (content) return isNothing(content) ? [] : [{ value, key: keyAutomaton(content) }];
    }
    if (names !== undefined) this.unenforced.add("propertyNames");
    return [{ value, key: declared.length === 0 ? anyKey : keyAutomaton(quotedTextExcept(declared)) }];
  }

  /** The keys that a schema for them allows, if a pattern or an enumeration says it. */
  #nameContent(schema: Schema): Expression | undefined {
    const flat = flattened(schema, this.#references);
    if (!isObject(flat)) return undefined;
    const list = flat.get("enum");
    if (Array.isArray(list)) {
      const names = list.filter((each) => typeof each === "string");
      return choice(names.map((each) => literal(JSON.stringify(each).slice(1, -1))));
    }
    const source = read.readString(flat, "pattern");
    const isAlone = Array.from(flat.keys()).every((keyword) => ["pattern", "type", "title"].includes(keyword));
    const pattern = source === undefined || !isAlone ? undefined : parsePattern(source);
    return pattern?.isContentExact ? pattern.content : undefined;
  }

  #texts(texts: readonly string[]): Shape {
    if (texts.length === 0) return this.#choice([]);
    return this.#add({ type: "text", automaton: new LazyDfa(choice(texts.map(literal))), texts });
  }

  #choice(options: Shape[]): ChoiceShape {
    return this.#add({ type: "choice", options });
  }

  #add<Kind extends Shape>(shape: Kind): Kind {
    if (this.shapes.length >= mostShapes) throw new GrammarError("the schema is too large");
    this.shapes.push(shape);
    return shape;
  }
}
