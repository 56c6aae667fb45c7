import type { PreparedModel } from "../prepared/prepared-model.ts";
import type { LoadHooks, RunnerSettings } from "../runner/types.ts";
import type { ModelPlan } from "./plan.ts";
import { mostAttempts, prepareModel } from "./prepare.ts";

/** Prepares the weights and opens them: anew where others, such as a delete of the same file elsewhere, have removed them. */
export async function prepareAndOpen<Opened>(
  plan: ModelPlan,
  settings: RunnerSettings,
  onProgress: NonNullable<LoadHooks["onProgress"]>,
  open: (onnxPath: string) => Opened,
): Promise<{ prepared: PreparedModel; opened: Opened }> {
  for (let attempt = 1; ; attempt++) {
    const prepared = await prepareModel(plan, settings.modelPath, settings, (completed, total) =>
      onProgress({ stage: "transcoding", completed, total }),
    );
    onProgress({ stage: "loading", completed: 0, total: plan.layout.byteLength });
    try {
      return { prepared, opened: await prepared.open(open) };
    } catch (error) {
      prepared[Symbol.dispose]();
      if (attempt === mostAttempts || prepared.isThere()) throw error;
    }
  }
}
