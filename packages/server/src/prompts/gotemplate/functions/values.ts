import { sprint, sprintf, sprintln } from "../printf.ts";
import { type GoValue, truth } from "../value.ts";

export function not(value: GoValue): boolean {
  return !truth(value);
}

export function print(...args: GoValue[]): string {
  return sprint(args);
}

export function println(...args: GoValue[]): string {
  return sprintln(args);
}

export function printf(format: GoValue, ...args: GoValue[]): string {
  return sprintf(String(format), args);
}
