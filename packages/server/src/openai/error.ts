import type { OpenAIError } from "@cria/spec";

const types: Readonly<Record<number, OpenAIError["error"]["type"]>> = {
  400: "invalid_request_error",
  404: "not_found_error",
};

/** The body of an error answer in OpenAI's protocol. */
export function openaiError(status: number, message: string): OpenAIError {
  return {
    error: {
      message: message || "something went wrong, please see the server's log for details",
      type: types[status] ?? "api_error",
      param: null,
      code: null,
    },
  };
}
