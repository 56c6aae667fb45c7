import type { Body } from "../syntax/nodes.ts";
import { Attributes, Callable, type Value } from "../values/value.ts";

/** The variable `self`: the blocks of a template as functions. */
export class BlockReferences extends Attributes {
  readonly typeName = "TemplateReference";

  constructor(
    private readonly program: Body,
    private readonly render: (body: Body) => Value,
  ) {
    super();
  }

  attribute(name: string): Value | undefined {
    const body = findBlock(this.program, name);
    return body && new Callable(name, () => this.render(body), "BlockReference");
  }

  describe(): string {
    return "<TemplateReference>";
  }
}

function findBlock(node: unknown, name: string): Body | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if ("type" in node && node.type === "block" && "name" in node && node.name === name && "body" in node) {
    return node.body as Body;
  }
  for (const part of Object.values(node)) {
    const found = findBlock(part, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
