import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";

/** The name of a model that embeds and does nothing else. Throws {@link NotApplicable} if there is none. */
export function embedder({ models }: CheckContext): string {
  const able = models.known.filter(({ capabilities }) => capabilities.includes("embedding"));
  const [found] = able.filter(({ capabilities }) => !capabilities.includes("completion"));
  if (found !== undefined) return found.name;
  throw new NotApplicable("the server has no model that only embeds");
}
