import type { GoAnnotations, GoDecoding } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";

/** How a schema decodes. Read from the schema once. */
export interface GoType {
  /** As Go's error texts print it, such as `[]api.Message`. */
  readonly name: string;
  readonly decoding: GoDecoding | undefined;
  readonly kind: "string" | "int" | "float64" | "bool" | "slice" | "map" | "struct" | "other";
  /** Fields of a struct by name in lower case. */
  readonly fields: ReadonlyMap<string, GoField>;
  /** Element of a slice or a map. */
  readonly element: (() => GoType) | undefined;
}

export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** Whether it has Go's zero value when it is absent. */
  readonly required: boolean;
}

const known = new WeakMap<TSchema, GoType>();

/** The Go type that a request schema stands for. */
export function goTypeOf(schema: TSchema): GoType {
  let type = known.get(schema);
  if (type === undefined) {
    type = describe(schema, new Map());
    known.set(schema, type);
  }
  return type;
}

/** `recursive` holds the types of the schemas around this one that have an id. */
function describe(schema: TSchema, recursive: Map<string, GoType>): GoType {
  const reference: unknown = schema.$ref;
  if (typeof reference === "string") {
    const target = recursive.get(reference);
    if (target === undefined) throw new Error(`schema ${reference} is not around its reference`);
    return target;
  }
  const annotations: GoAnnotations = schema;
  const element = elementOf(schema);
  const kind = kindOf(schema);
  const fields = new Map<string, GoField>();
  let elementType: GoType | undefined;
  const type: GoType = {
    get name() {
      return annotations["x-go-type"] ?? defaultName(kind, elementType);
    },
    decoding: annotations["x-go-decode"],
    kind,
    fields,
    element: element && (() => elementType!),
  };
  if (schema.$id !== undefined) recursive.set(schema.$id, type);
  if (element !== undefined) elementType = describe(element, recursive);
  const required: readonly string[] = schema.required ?? [];
  for (const [name, field] of Object.entries<TSchema>(schema.properties ?? {})) {
    const described = describe(field, recursive);
    const zeroed = (field as GoAnnotations)["x-go-zero"] === true;
    fields.set(name.toLowerCase(), { name, type: described, required: zeroed || required.includes(name) });
  }
  return type;
}

function elementOf(schema: TSchema): TSchema | undefined {
  if (schema.type === "array") return schema.items;
  return schema.patternProperties && Object.values<TSchema>(schema.patternProperties)[0];
}

function kindOf(schema: TSchema): GoType["kind"] {
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
      return "int";
    case "number":
      return "float64";
    case "boolean":
      return "bool";
    case "array":
      return "slice";
    case "object":
      return schema.patternProperties === undefined ? "struct" : "map";
    default:
      return "other";
  }
}

function defaultName(kind: GoType["kind"], element: GoType | undefined): string {
  if (kind === "slice") return `[]${element?.name}`;
  if (kind === "map") return `map[string]${element?.name}`;
  return kind === "other" || kind === "struct" ? "interface {}" : kind;
}
