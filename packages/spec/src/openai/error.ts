import { type Static, Type } from "@sinclair/typebox";
import { ErrorResponse } from "../native/error.ts";
import { nullable } from "../nullable.ts";

/**
 * The body of an error answer in OpenAI's protocol: all four members are always there. Clients know it as an event's data
 * too, though Ollama's streams only end when they fail.
 */
export const OpenAIError = Type.Object({
  error: Type.Object({
    message: Type.String({ description: "What went wrong, for people." }),
    type: Type.Union(
      [Type.Literal("invalid_request_error"), Type.Literal("not_found_error"), Type.Literal("api_error")],
      { description: "By status: 400 invalid_request_error, 404 not_found_error, any other api_error." },
    ),
    param: nullable(Type.String(), { description: "The parameter at fault; Ollama never names it." }),
    code: nullable(Type.String(), { description: "A code for programs; Ollama never gives one." }),
  }),
});
export type OpenAIError = Static<typeof OpenAIError>;

/**
 * An error that may arise before a request reaches OpenAI's protocol (a compressed body that can't be read, a model in the
 * cloud that can't be reached), and then has the form of native errors.
 */
export const OpenAIOrNativeError = Type.Union([OpenAIError, ErrorResponse], { type: "object" });
export type OpenAIOrNativeError = Static<typeof OpenAIOrNativeError>;
