// Checks one text against one schema, see findViolation.

import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What the thread is asked. */
export interface Check {
  readonly schema: string;
  readonly text: string;
}

declare const self: Worker;

self.addEventListener("message", ({ data }: MessageEvent<Check>) => self.postMessage(violation(data)));

function violation({ schema, text }: Check): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  try {
    const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 5, logger: false, validateSchema: false });
    addFormats.default(ajv as never);
    // Keywords are read as the latest draft has them, whatever draft the schema names.
    const { $schema: _, ...rest } = JSON.parse(schema);
    const validate = ajv.compile(rest);
    return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "answer" });
  } catch (error) {
    return `its schema can't be checked: ${error instanceof Error ? error.message : error}`;
  }
}
