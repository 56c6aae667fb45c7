export * from "./rerank.ts";
