import { type Check, check } from "../../check/check.ts";
import type { CheckContext } from "../../check/context.ts";
import { expectEqual, expectThat, isRecord, show } from "../../check/expect.ts";
import { NotSupported } from "../../check/outcome.ts";
import { time } from "../v1/tools.ts";
import { judge, type Told, type ToolRoute, toolRoutes } from "./tool-routes.ts";

/** Answers that have a call only because they must, of each route. Throws {@link NotSupported} if there is none. */
async function forced(context: CheckContext): Promise<(readonly [ToolRoute, Told])[]> {
  const found: (readonly [ToolRoute, Told])[] = [];
  for (const route of toolRoutes(context)) {
    const free = await route.ask(context, route.greeting);
    const told = await route.ask(context, { ...route.greeting, ...route.required });
    if (free.calls.length === 0 && told.calls.length > 0) found.push([route, told]);
  }
  if (found.length === 0) throw new NotSupported("no answer has a call because it must");
  return found;
}

/** Checks of `tool_choice` and its like. */
export const beyondTools: readonly Check[] = [
  check("beyond.tool-choice-none", ["tools"], (context) =>
    judge(context, "none as tool_choice", async (route) => {
      if ((await route.ask(context)).calls.length === 0) return "unknown";
      const { calls, text, said } = await route.ask(context, route.none);
      if (calls.length > 0) return "no effect";
      expectThat(text !== "", "with none as tool_choice the answer has neither a call nor a text", said.answer);
      return "effect";
    }),
  ),
  check("beyond.tool-choice-required", ["tools"], (context) =>
    judge(context, "required as tool_choice", async (route) => {
      if ((await route.ask(context, route.greeting)).calls.length > 0) return "unknown";
      const { calls } = await route.ask(context, { ...route.greeting, ...route.required });
      return calls.length > 0 ? "effect" : "no effect";
    }),
  ),
  check("beyond.tool-choice-named", ["tools"], (context) =>
    judge(context, "a named tool_choice", async (route) => {
      const isNamed = ({ calls }: Told) => calls.length > 0 && calls.every(({ name }) => name === time.name);
      if (isNamed(await route.ask(context))) return "unknown";
      return isNamed(await route.ask(context, route.named(time.name))) ? "effect" : "no effect";
    }),
  ),
  check("beyond.tool-choice-arguments", ["tools"], async (context) => {
    for (const [, { calls, said }] of await forced(context)) {
      for (const { name, arguments: values } of calls) {
        const missing = time.parameters.required.filter((each) => !isRecord(values) || !(each in values));
        expectThat(missing.length === 0, `the call of ${name} has the arguments ${show(values)}`, said.answer);
      }
    }
  }),
  check("beyond.tool-choice-finish", ["tools"], async (context) => {
    for (const [{ finished }, { finish, said }] of await forced(context)) {
      if (finished !== undefined) expectEqual(finish, finished, "why the answer ended", said.answer);
    }
  }),
  check("beyond.single-call", ["tools"], (context) =>
    judge(context, "asking for one call at most", async (route) => {
      if ((await route.ask(context)).calls.length < 2) return "unknown";
      const { calls, said } = await route.ask(context, route.single);
      if (calls.length > 1) return "no effect";
      expectEqual(calls.length, 1, "the number of calls where one is allowed", said.answer);
      return "effect";
    }),
  ),
];
