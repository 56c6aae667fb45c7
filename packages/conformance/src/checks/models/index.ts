import type { Check } from "../../check/check.ts";
import { blobs } from "../blobs.ts";
import { copy } from "../copy.ts";
import { create } from "../create.ts";
import { deletion } from "../delete.ts";
import { modelsCapabilities } from "../models-capabilities.ts";
import { modelsCreate } from "../models-create.ts";
import { modelsHistory } from "../models-history.ts";
import { modelsModelfile } from "../models-modelfile.ts";
import { modelsParameters } from "../models-parameters.ts";
import { modelsPrompts } from "../models-prompts.ts";
import { modelsPull } from "../models-pull.ts";
import { modelsStore } from "../models-store.ts";
import { modelsTemplates } from "../models-templates.ts";
import { modelsThinking } from "../models-thinking.ts";
import { modelsToolCalls } from "../models-tool-calls.ts";
import { pull } from "../pull.ts";
import { push } from "../push.ts";

/** Checks of the store, and of what models make of requests and of their own output. */
export const modelChecks: readonly Check[] = [
  ...create,
  ...blobs,
  ...copy,
  ...deletion,
  ...pull,
  ...push,
  ...modelsStore,
  ...modelsCreate,
  ...modelsModelfile,
  ...modelsParameters,
  ...modelsCapabilities,
  ...modelsPrompts,
  ...modelsTemplates,
  ...modelsHistory,
  ...modelsThinking,
  ...modelsToolCalls,
  ...modelsPull,
];
