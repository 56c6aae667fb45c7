import type { SchemaOptions } from "@sinclair/typebox";

/** Versions of Ollama between which something exists: first release that has it, first release without it again. */
export interface Lifetime {
  /** Such as `0.9.0`; absent for what is as old as the operation or type that holds it. */
  readonly introducedIn?: string;
  readonly removedIn?: string;
}

/** Annotations of a schema with its {@link Lifetime}. */
export interface LifetimeAnnotations extends SchemaOptions {
  "x-introduced-in"?: string;
  "x-removed-in"?: string;
}

/** Says since which release of Ollama a field or type exists. */
export function since(introducedIn: string): LifetimeAnnotations {
  return { "x-introduced-in": introducedIn };
}
