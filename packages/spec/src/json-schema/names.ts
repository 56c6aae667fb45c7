import { KindGuard, type TSchema } from "@sinclair/typebox";
import * as spec from "../index.ts";
import type { JsonSchema } from "./json-schema.ts";

/** A use of a named schema: what it is called, and what the use says otherwise about itself. */
export interface Reference {
  readonly name: string;
  readonly annotations: JsonSchema;
}

/** Keywords that say something about a value and constrain nothing. */
const annotationKeywords = new Set([
  "title",
  "description",
  "default",
  "deprecated",
  "examples",
  "x-introduced-in",
  "x-removed-in",
]);
/** Keywords whose value is shared by copies of a schema, such as those that `Type.Optional` makes. */
const parts = ["properties", "patternProperties", "anyOf", "allOf", "items"] as const;
/** Keywords that are telling enough to know a schema by, whatever its annotations. */
const telling = ["format", "contentEncoding", "x-go-type"] as const;

const without = (schema: JsonSchema, isLeftOut: (keyword: string) => boolean): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !isLeftOut(keyword)));
/** Keywords that say nothing about which schema it is: TypeBox's own name, and what a request makes of absence. */
const isIncidental = (keyword: string) => keyword === "$id" || keyword === "x-go-zero";
const textOf = (schema: JsonSchema) => JSON.stringify(without(schema, isIncidental));
const constraintsOf = (schema: JsonSchema) =>
  JSON.stringify(without(schema, (keyword) => isIncidental(keyword) || annotationKeywords.has(keyword)));
/** How the server decodes it may differ between uses. */
const jsonConstraintsOf = (schema: JsonSchema) =>
  constraintsOf(without(schema, (keyword) => keyword.startsWith("x-go-")));
const saysMoreThanType = (schema: JsonSchema) =>
  Object.keys(schema).some((keyword) => keyword !== "type" && keyword !== "items");

/** Finds the names of schemas and of their uses in others. */
export class SchemaNames {
  readonly #schemas = new Map<string, TSchema>();
  readonly #byId = new Map<unknown, string>();
  readonly #byIdentity = new Map<unknown, string>();
  readonly #byPart: Readonly<Record<(typeof parts)[number], Map<unknown, string>>> = {
    properties: new Map(),
    patternProperties: new Map(),
    anyOf: new Map(),
    allOf: new Map(),
    items: new Map(),
  };
  readonly #byText = new Map<string, string>();
  readonly #byConstraints = new Map<string, string>();

  /** @param exported schemas by name, amid other values; of two names of one schema the first counts */
  constructor(exported: Readonly<Record<string, unknown>>) {
    for (const [name, value] of Object.entries(exported)) {
      if (!KindGuard.IsSchema(value)) continue;
      const schema: TSchema & JsonSchema = value;
      this.#schemas.set(name, schema);
      if (schema.$id !== undefined) setFirst(this.#byId, schema.$id, name);
      setFirst(this.#byIdentity, schema, name);
      for (const part of parts) if (typeof schema[part] === "object") setFirst(this.#byPart[part], schema[part], name);
      if (saysMoreThanType(schema)) setFirst(this.#byText, textOf(schema), name);
      if (telling.some((keyword) => keyword in schema)) setFirst(this.#byConstraints, constraintsOf(schema), name);
    }
  }

  /** Named schemas in the order of the alphabet. */
  get schemas(): ReadonlyMap<string, TSchema> {
    return this.#schemas;
  }

  /**
   * Name of the schema that this one is, or is an annotated copy of.
   * @throws {ReferenceError} for a recursion into a schema that has no name
   */
  referenceTo(schema: JsonSchema): Reference | undefined {
    const name = this.#nameOf(schema);
    if (name === undefined) {
      if (typeof schema.$ref === "string") throw new ReferenceError(`schema ${schema.$ref} recurs but is not exported`);
      return undefined;
    }
    const named: JsonSchema = this.#schemas.get(name)!;
    const annotations = without(
      schema,
      (keyword) =>
        !annotationKeywords.has(keyword) || JSON.stringify(schema[keyword]) === JSON.stringify(named[keyword]),
    );
    return { name, annotations };
  }

  #nameOf(schema: JsonSchema): string | undefined {
    if (typeof schema.$ref === "string") return this.#byId.get(schema.$ref);
    const same = this.#byIdentity.get(schema) ?? (schema.$id === undefined ? undefined : this.#byId.get(schema.$id));
    if (same !== undefined) return same;
    for (const part of parts) {
      const name = this.#byPart[part].get(schema[part]);
      if (name === undefined) continue;
      if (jsonConstraintsOf(schema) === jsonConstraintsOf(this.#schemas.get(name)!)) return name;
    }
    return this.#byText.get(textOf(schema)) ?? this.#byConstraints.get(constraintsOf(schema));
  }
}

function setFirst<Key>(map: Map<Key, string>, key: Key, name: string) {
  if (!map.has(key)) map.set(key, name);
}

/** Names of the exported schemas. */
export const schemaNames: SchemaNames = new SchemaNames(spec);
