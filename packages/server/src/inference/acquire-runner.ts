import { RunnerError } from "@cria/engine";
import type { ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import type { Options } from "../options/option-types.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { runnerSettings } from "../options/runner-settings.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";
import { weightsNotFound } from "./find-model.ts";
import { toApiError } from "./runner-errors.ts";

export interface RunnerWish {
  readonly model: StoredModel;
  /** The model's name as it was sent. */
  readonly sent: string;
  /** Options of the request, unchecked. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** Milliseconds. */
  readonly keepAlive: number | undefined;
}

/** A runner held for a request, and the options that hold for it. */
export interface HeldRunner {
  readonly lease: Lease;
  readonly options: Options;
}

/**
 * Checks the options and waits for the model's runner. The lease must be released. Throws an {@link ApiError} for wrong
 * options (500) or missing weights (404), the scheduler's errors, and what loading threw.
 */
export async function acquireRunner(
  { scheduler, environment }: Pick<ServerContext, "scheduler" | "environment">,
  { model, sent, options: requested, keepAlive }: RunnerWish,
  signal: AbortSignal,
): Promise<HeldRunner> {
  const options = resolveOptions(model.parameters, requested ?? {});
  const { modelPath, modelDigest } = model;
  if (modelPath === undefined || modelDigest === undefined) {
    throw new ApiError(500, `${shortName(model.name)} has no weights in GGUF format`);
  }
  if (model.adapters.length > 0) throw new ApiError(500, `${shortName(model.name)}: adapters are not supported`);
  const settings = runnerSettings({ path: modelPath, digest: modelDigest }, options, environment);
  try {
    return { lease: await scheduler.acquire({ model, settings, keepAlive }, signal), options };
  } catch (error) {
    if (error instanceof RunnerError && !(await Bun.file(modelPath).exists())) throw weightsNotFound(sent, error);
    throw toApiError(error, "loading");
  }
}
