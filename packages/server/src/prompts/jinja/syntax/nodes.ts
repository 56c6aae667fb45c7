import type { BinaryOperator } from "../values/operators.ts";
import type { Value } from "../values/value.ts";

/** Arguments as written: by position, by name, and from a list and a mapping behind `*` and `**`. */
export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [name: string, value: Expression])[];
  readonly list: Expression | undefined;
  readonly mapping: Expression | undefined;
}

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export type Expression =
  | { readonly type: "constant"; readonly value: Value }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "list" | "tuple"; readonly items: readonly Expression[] }
  | { readonly type: "dict"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: "attribute"; readonly object: Expression; readonly name: string }
  | { readonly type: "item"; readonly object: Expression; readonly key: Expression }
  | {
      readonly type: "slice";
      readonly start: Expression | undefined;
      readonly stop: Expression | undefined;
      readonly step: Expression | undefined;
    }
  | { readonly type: "call"; readonly callee: Expression; readonly args: CallArguments }
  /** Without a value inside `{% filter %}` and `{% set … | … %}`, where the body is the value. */
  | FilterNode
  | { readonly type: "test"; readonly value: Expression; readonly name: string; readonly args: CallArguments }
  | { readonly type: "not" | "negate" | "positive"; readonly value: Expression }
  | { readonly type: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "concat"; readonly parts: readonly Expression[] }
  | {
      readonly type: "compare";
      readonly first: Expression;
      readonly rest: readonly (readonly [CompareOperator, Expression])[];
    }
  | {
      readonly type: "condition";
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | undefined;
    };

export interface FilterNode {
  readonly type: "filter";
  readonly value: Expression | undefined;
  readonly name: string;
  readonly args: CallArguments;
}

/** What can be assigned to: a name, an attribute of a namespace, or several of these. */
export type Target =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "namespace"; readonly name: string; readonly attribute: string }
  | { readonly type: "tuple"; readonly items: readonly Target[] };

export interface Parameter {
  readonly name: string;
  readonly absent: Expression | undefined;
}

export type Body = readonly Statement[];

export type Statement =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "output"; readonly value: Expression }
  | { readonly type: "if"; readonly branches: readonly (readonly [Expression, Body])[]; readonly otherwise: Body }
  | ForNode
  | { readonly type: "set"; readonly target: Target; readonly value: Expression }
  | { readonly type: "set-body"; readonly target: Target; readonly filter: FilterNode | undefined; readonly body: Body }
  | MacroNode
  | {
      readonly type: "call-body";
      readonly parameters: readonly Parameter[];
      readonly call: Expression & { readonly type: "call" };
      readonly body: Body;
    }
  | { readonly type: "filter-body"; readonly filter: FilterNode; readonly body: Body }
  | { readonly type: "with"; readonly values: readonly (readonly [Target, Expression])[]; readonly body: Body }
  | { readonly type: "block"; readonly name: string; readonly isScoped: boolean; readonly body: Body }
  | { readonly type: "scope"; readonly body: Body }
  | { readonly type: "autoescape"; readonly value: Expression; readonly body: Body }
  | { readonly type: "break" | "continue" }
  /** A statement that reads other templates, of which there are none. */
  | { readonly type: "other-template"; readonly tag: string };

export interface ForNode {
  readonly type: "for";
  readonly target: Target;
  readonly items: Expression;
  readonly filter: Expression | undefined;
  readonly isRecursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
}

export interface MacroNode {
  readonly type: "macro";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}
