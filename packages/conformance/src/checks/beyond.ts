import type { Check } from "../check/check.ts";
import { beyondAnswers } from "./beyond/answers.ts";
import { schemaConjunction } from "./beyond/schemas.ts";
import { beyondTools } from "./beyond/tools.ts";

/** What servers may do that Ollama does not: one that does as Ollama is not judged. */
export const beyond: readonly Check[] = [...beyondTools, ...beyondAnswers, schemaConjunction];
