import { GenericParser } from "../generic-parser.ts";
import type { ParserDefinition } from "./definition.ts";

/** Of models whose output is content and nothing else. */
export const passthrough: ParserDefinition = { can: [], visibleTokens: [], start: () => new GenericParser() };
