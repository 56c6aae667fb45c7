import type { RequirementId } from "@cria/spec";

/** Rules without a check, and why they have none. */
export const unchecked: Readonly<Partial<Record<RequirementId, string>>> = {};
