import { chapter, may, should } from "./chapter.ts";

/** Go templates, as a model created with one and `_debug_render_only` show them. */
export const modelsTemplates = chapter(
  {
    id: "models-templates",
    title: "Templates",
    about: "Go templates, as a model created with one and `_debug_render_only` show them.",
    operations: ["chat", "create"],
  },
  {
    prompt: should("`.Prompt` is the last user message in a template without `.Messages`.", ["handler"]),
    system: should("`.System` is the system prompt.", ["handler"]),
    "systems-join": should(
      "Several system messages are joined by a blank line in `.System` of a template with `.Messages`.",
      ["handler"],
    ),
    messages: should("`range .Messages` visits each message with `.Role` and `.Content`.", ["handler"]),
    "messages-hold-system": should("`.Messages` holds the system messages too.", ["handler"]),
    "legacy-turns": should(
      "A template without `.Messages` is run once per turn of user and assistant, and the results are joined.",
      ["handler"],
    ),
    "legacy-last-turn": should("The last turn of a template without `.Messages` ends where `.Response` stands.", [
      "handler",
    ]),
    "response-appended": should(
      "A template that names neither `.Messages` nor `.Response` is run as if `{{ .Response }}` stood at its end.",
      ["handler"],
    ),
    tools: should("`.Tools` prints as JSON.", ["handler"]),
    "tools-nil": should("`{{ if .Tools }}` is false without tools.", ["handler"]),
    "tool-json-order": should(
      "JSON of a tool has `type` before `function`, and in it `name`, `description` and `parameters`.",
      ["handler"],
      { introducedIn: "0.14.0" },
    ),
    "arguments-json": should("`.Function.Arguments` of a call prints as JSON with sorted keys.", ["handler"]),
    "tool-function": may("`.Function` of a tool prints as JSON or as Go prints a struct.", ["handler"]),
    if: should("`if`, `else if` and `else` choose by Go's truth.", ["handler"]),
    truth: should("False, 0, nil and empty texts, lists and maps are false in a condition; all else is true.", [
      "handler",
    ]),
    with: should("`with` sets the dot if its value is true.", ["handler"]),
    "range-else": should("`else` of a `range` is run if there is nothing to visit.", ["handler"]),
    "trim-left": should("`{{-` removes all white space before it.", ["handler"]),
    "trim-right": should("`-}}` removes all white space after it.", ["handler"]),
    comments: should("`{{/* … */}}` prints nothing.", ["handler"]),
    variables: should("`$x := …` declares a variable and `$x = …` changes it, also from inside a `range`.", [
      "handler",
    ]),
    root: should("`$` is the root in every `range` and `with`.", ["handler"]),
    "range-index": should("`range $i, $m := .Messages` counts from 0.", ["handler"]),
    "break-continue": should("`break` and `continue` work in `range`.", ["handler"]),
    define: should("`define` and `template` make and use parts.", ["handler"]),
    "and-or": should("`and` and `or` answer the operand that decides.", ["handler"]),
    "eq-many": should("`eq` compares its first argument with each of the others.", ["handler"]),
    len: should("`len` counts the elements of a list and the bytes of a text.", ["handler"]),
    index: should("`index` answers an element of a list or map.", ["handler"], { introducedIn: "0.15.5" }),
    slice: should("`slice` answers a part of a list or text.", ["handler"]),
    json: should("`json` prints its argument as JSON with `<`, `>` and `&` escaped.", ["handler"]),
    "current-date": should("`currentDate` prints today as `YYYY-MM-DD`.", ["handler"], { introducedIn: "0.11.1" }),
    think: should("`.Think` is whether the request asks to think.", ["handler"], { introducedIn: "0.9.0" }),
    "think-level": should("`.ThinkLevel` is the level of `think`, such as `high`.", ["handler"], {
      introducedIn: "0.11.1",
    }),
    "is-think-set": should("`.IsThinkSet` is whether `think` was given or set by default.", ["handler"], {
      introducedIn: "0.12.4",
    }),
    "missing-name": should("A name that the server does not supply is false in a condition.", ["handler"]),
    "execution-error-500": should("A template that fails while it runs answers an error of 500, not a broken prompt.", [
      "handler",
    ]),
  },
);
