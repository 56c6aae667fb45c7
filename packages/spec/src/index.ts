export * from "./anthropic/index.ts";
export * from "./go.ts";
export * from "./native/index.ts";
export * from "./openai/index.ts";
export * from "./operations/index.ts";
export * from "./requirements/index.ts";
export * from "./since.ts";
export * from "./version-order.ts";
