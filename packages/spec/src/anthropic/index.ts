export * from "./content.ts";
export * from "./content-param.ts";
export * from "./error.ts";
export * from "./events.ts";
export * from "./message.ts";
export * from "./request.ts";
