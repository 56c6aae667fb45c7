import { GrammarError } from "./errors.ts";
import { choice, type Expression, isNothing, literal } from "./expression.ts";
import { formatPattern, uncheckedFormats } from "./formats.ts";
import { decimal, integer } from "./json-number.ts";
import { quotedTextExcept, stringAutomaton } from "./json-string.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import { isObject, type Json, type JsonObject, parseOrdered, stringifyOrdered } from "./ordered-json.ts";
import { type Pattern, parsePattern, patternAutomaton } from "./pattern.ts";
import { anyKey, keyAutomaton } from "./punctuation.ts";
import { alias, constrains, dropped, flattened, intersected } from "./schema-intersection.ts";
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

/** What a schema allows, and what of it the shape does not hold output to. */
export interface CompiledSchema {
  readonly shape: Shape;
  /** Keywords that need a check of the finished value. */
  readonly unenforced: readonly string[];
}

const mostCharacters = 512 << 10;
const mostShapes = 20_000;
const mostDepth = 150;
const unlimited = Number.POSITIVE_INFINITY;

/** Keywords that only a check of the finished value can decide. */
const undecided = [
  ...["not", "if", "uniqueItems", "contains", "multipleOf", "dependentRequired", "dependentSchemas", "dependencies"],
  ...["unevaluatedProperties", "unevaluatedItems", "contentEncoding", "contentMediaType"],
];

/**
 * Compiles a JSON Schema, given as JSON text, into the shape of the values that it allows. What it leaves open is narrowed
 * to what models do: properties come in the order of the schema, further ones only where the schema asks for them. Throws
 * GrammarError, which says why, if it is no schema, allows nothing, refers to what is not there, or is too large.
 */
export function compileSchema(text: string): CompiledSchema {
  if (text.length > mostCharacters) {
    throw new GrammarError(`the schema has ${text.length} characters, more than ${mostCharacters}`);
  }
  const schema = read.asSchema(parseOrdered(text), "format");
  const compiler = new SchemaCompiler(isObject(schema) ? schema : new Map());
  const shape = compiler.compile(schema);
  if (!prune(shape, compiler.shapes)) throw new GrammarError("the schema allows no value");
  return { shape, unenforced: [...compiler.unenforced].sort() };
}

class SchemaCompiler {
  readonly shapes: Shape[] = [];
  readonly unenforced = new Set<string>();
  readonly #references: References;
  readonly #known = new Map<Schema, ChoiceShape>();
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
    for (const keyword of undecided) if (schema.has(keyword)) this.unenforced.add(keyword);
    for (const keyword of read.readStrings(schema, dropped) ?? []) this.unenforced.add(keyword);
    if (schema.get("uniqueItems") === false) this.unenforced.delete("uniqueItems");
    for (const keyword of ["anyOf", "oneOf"]) {
      const options = read.readSchemas(schema, keyword);
      if (options === undefined) continue;
      if (keyword === "oneOf" && options.length > 1) this.unenforced.add(keyword);
      const rest = new Map(Array.from(schema).filter(([each]) => each !== keyword));
      if (!constrains(rest)) return options.map((option) => this.compile(option));
      return options.map((option) => this.compile(intersected(rest, flattened(option, this.#references))));
    }
    const constants = this.#constants(schema);
    return constants ?? read.inferTypes(schema).map((type) => this.#ofType(type, schema));
  }

  /** The values that `const` and `enum` list, as far as the other keywords let them through without a closer look. */
  #constants(schema: JsonObject): Shape[] | undefined {
    const list = schema.get("enum");
    if (list !== undefined && !Array.isArray(list)) throw new GrammarError('"enum" of the schema must be an array');
    const constant = schema.get("const");
    if (list === undefined && constant === undefined) return undefined;
    const types = read.readTypes(schema);
    const single = constant === undefined ? undefined : stringifyOrdered(constant);
    const fitting = (list ?? [constant!]).filter(
      (value: Json) =>
        (types === undefined || types.some((type) => read.hasType(value, type))) &&
        (single === undefined || stringifyOrdered(value) === single),
    );
    for (const keyword of read.structuralKeywords) {
      if (schema.has(keyword)) this.unenforced.add(keyword);
    }
    return [this.#text(choice(fitting.map((value: Json) => literal(stringifyOrdered(value)))))];
  }

  #ofType(type: TypeName, schema: JsonObject): Shape {
    switch (type) {
      case "object":
        return this.#object(schema);
      case "array":
        return this.#array(schema);
      case "string":
        return this.#string(schema);
      case "integer":
        return this.#text(integer(read.readBounds(schema)));
      case "number":
        return this.#number(schema);
      case "boolean":
        return this.#text(choice([literal("true"), literal("false")]));
      case "null":
        return this.#text(literal("null"));
    }
  }

  #number(schema: JsonObject): Shape {
    const step = read.readNumber(schema, "multipleOf");
    if (step !== undefined && step > 0 && Number.isInteger(step)) return this.#text(integer(read.readBounds(schema)));
    const places = step === undefined ? undefined : /^0\.(0*)1$/.exec(`${step}`)?.[1];
    const fractionDigits = places === undefined ? undefined : places.length + 1;
    return this.#text(decimal({ ...read.readBounds(schema), fractionDigits }));
  }

  #string(schema: JsonObject): Shape {
    const pattern = this.#pattern(schema);
    const min = read.readCount(schema, "minLength");
    const max = read.readCount(schema, "maxLength");
    if (pattern) {
      if (min !== undefined) this.unenforced.add("minLength");
      if (max !== undefined) this.unenforced.add("maxLength");
      return this.#add({ type: "text", automaton: patternAutomaton(pattern) });
    }
    if ((min ?? 0) > (max ?? unlimited)) return this.#choice([]);
    return this.#add({ type: "text", automaton: stringAutomaton(min ?? 0, max ?? unlimited) });
  }

  /** What `pattern` or else `format` asks for; undefined if they leave the text free. */
  #pattern(schema: JsonObject): Pattern | undefined {
    const source = read.readString(schema, "pattern");
    const format = read.readString(schema, "format");
    const known = format === undefined ? undefined : formatPattern(format);
    if (format !== undefined && uncheckedFormats.has(format)) this.unenforced.add("format");
    const parsed = source === undefined ? undefined : parsePattern(source);
    if (source !== undefined && !parsed?.isExact) this.unenforced.add("pattern");
    const isUsable = parsed !== undefined && !isNothing(parsed.content);
    if (known === undefined) return isUsable ? parsed : undefined;
    // A format's pattern is exact, which one that look-around has been taken from is not.
    if (!isUsable || !parsed.isExact) return known;
    this.unenforced.add("format");
    return parsed;
  }

  #array(schema: JsonObject): Shape {
    const items = schema.get("items");
    const tuple =
      read.readSchemas(schema, "prefixItems") ?? (Array.isArray(items) ? read.readSchemas(schema, "items")! : []);
    const further = Array.isArray(items) ? schema.get("additionalItems") : items;
    const item = read.asSchema(further ?? true, Array.isArray(items) ? "additionalItems" : "items");
    const max = read.readCount(schema, "maxItems") ?? unlimited;
    const shape: ArrayShape = {
      type: "array",
      prefix: tuple.map((each) => this.compile(each)),
      // A tuple goes on only if the schema says with what.
      item: item === false || (tuple.length > 0 && further === undefined) ? undefined : this.compile(item),
      min: Math.max(read.readCount(schema, "minItems") ?? 0, Math.min(tuple.length, max)),
      max,
    };
    return this.#add(shape);
  }

  #object(schema: JsonObject): Shape {
    const declared = read.readSchemaMap(schema, "properties") ?? new Map<string, Schema>();
    const patterns = read.readSchemaMap(schema, "patternProperties");
    const additional = schema.get("additionalProperties");
    const isMap = !schema.has("properties") && patterns === undefined;
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
        if (!pattern?.isExact) this.unenforced.add("patternProperties");
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
    if (flat.has("minLength") || flat.has("maxLength") || flat.has("not") || flat.has("anyOf")) return undefined;
    return this.#pattern(flat)?.content;
  }

  #text(expression: Expression): Shape {
    if (isNothing(expression)) return this.#choice([]);
    return this.#add({ type: "text", automaton: new LazyDfa(expression) });
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
