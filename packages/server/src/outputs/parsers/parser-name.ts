import type { StoredModel } from "../../store/model.ts";

type NamingModel = Pick<StoredModel, "config" | "template">;

/** The name of the parser of a model's outputs: the one that it names, or that of harmony; undefined for neither. */
export function parserName(model: NamingModel): string | undefined {
  return model.config.parser || (writesHarmony(model) ? "harmony" : undefined);
}

/** Whether a model writes harmony, by its family and its template. */
export function writesHarmony({ config, template = "" }: NamingModel): boolean {
  const isFamily = config.model_family === "gptoss" || config.model_family === "gpt-oss";
  return isFamily && template.includes("<|start|>") && template.includes("<|end|>");
}
