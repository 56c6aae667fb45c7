import { knownModels } from "../target/known-models.ts";
import { Models } from "../target/models.ts";
import type { Target } from "../target/target.ts";
import {
  removeTinyModel,
  type TinyModel,
  tinyModelName,
  UploadFailed,
  uploadTinyModel,
  wantsTinyModel,
} from "../target/tiny-model.ts";
import type { Arguments } from "./arguments.ts";

/** Milliseconds for deleting the model at the end, also of a run that was stopped. */
const FAREWELL = 700;

/** A target that has a model if that could be, and what to do when its checks are done. */
export interface Provided {
  readonly target: Target;
  readonly withdraw: () => Promise<void>;
}

/**
 * Gives a server that has no model the tiny one, unless the run is read-only or the user names a model.
 * @param tell is told in a line what was done, or why nothing was
 */
export async function provideModel(
  target: Target,
  { model, readOnly }: Pick<Arguments, "model" | "readOnly">,
  tell: (line: string) => void,
  tiny: TinyModel | undefined,
): Promise<Provided> {
  const asItIs = { target, withdraw: async () => {} };
  if (model !== undefined || readOnly || !wantsTinyModel(target)) return asItIs;
  if (tiny === undefined) {
    tell("The server has no model, and none comes with this build: checks that need one do not apply.");
    return asItIs;
  }
  const { client } = target;
  const withdraw = async () => {
    if (await removeTinyModel(client.fresh(AbortSignal.timeout(FAREWELL)))) return;
    tell(`The model ${tinyModelName} could not be deleted from the server.`);
  };
  try {
    tell(`The server has no model: ${tinyModelName} is uploaded for this run.`);
    await uploadTinyModel(client, tiny);
    return { target: { ...target, models: new Models(await knownModels(client)) }, withdraw };
  } catch (error) {
    if (!(error instanceof UploadFailed)) throw error;
    tell(`It could not be uploaded: ${error.message}. Checks that need a model do not apply.`);
    return { target, withdraw };
  }
}
