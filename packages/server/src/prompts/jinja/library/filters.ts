import type { Builtin } from "./builtin.ts";
import { listFilters } from "./list-filters.ts";
import { type AnyFilter, selectFilters } from "./select-filters.ts";
import { format, textFilters } from "./text-filters.ts";
import { valueFilters } from "./value-filters.ts";

/** Every filter of Jinja but `urlize`, with `tojson` as Transformers has it. */
export const filters: Readonly<Record<string, Builtin>> = { ...textFilters, ...listFilters, ...valueFilters };

/** Those that take any arguments. */
export const anyFilters: Readonly<Record<string, AnyFilter>> = { ...selectFilters, format };
