import { parseName } from "../model-name.ts";
import type { FakeModel, FakeState } from "../state.ts";
import { Fail } from "./fail.ts";

/** The source suffix of a name is not said twice, and the name is one. Throws a {@link Fail}. */
export function checkName(text: string): void {
  const name = text.trim();
  if (/:(?:local|cloud):(?:local|cloud)$/i.test(name)) {
    throw new Fail(400, `use either :local or :cloud, not both: "${text}"`);
  }
  if (/:cloud$/i.test(name) || /:[^/:]*-cloud$/i.test(name)) {
    throw new Fail(403, "ollama cloud is disabled: remote model is unavailable");
  }
  if (parseName(name.replace(/:local$/i, "")) === undefined) throw new Fail(400, "invalid model name");
}

/** The model that a request names. @param absent text of the error if there is none */
export function findModel(state: FakeState, text: string, absent: (name: string) => string): FakeModel {
  checkName(text);
  const model = state.find(text);
  if (model === undefined) throw new Fail(404, absent(text));
  return model;
}
