import type { Protocol } from "@cria/spec";
import { type FakeAnswer, failure, json } from "../answer.ts";
import { hash } from "../state.ts";

const openaiTypes: Readonly<Record<number, string>> = { 400: "invalid_request_error", 404: "not_found_error" };

const anthropicTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  503: "overloaded_error",
  529: "overloaded_error",
};

/** An error in the form of a protocol. */
export function errorAnswer(protocol: Protocol, status: number, message: string): FakeAnswer {
  switch (protocol) {
    case "native":
      return failure(status, message);
    case "openai": {
      const type = openaiTypes[status] ?? "api_error";
      return json(status, { error: { message, type, param: null, code: null } });
    }
    case "anthropic": {
      const type = anthropicTypes[status] ?? "api_error";
      const request_id = `req_${hash(message).slice(0, 24)}`;
      return json(status, { type: "error", error: { type, message }, request_id });
    }
  }
}
