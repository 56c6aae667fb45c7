/** Next state where no text goes on from here. */
export const dead = -1;

/**
 * Reads bytes one by one. From every state that is not {@link dead} some text leads to an accepting one; the empty text
 * is never accepted.
 */
export interface Automaton {
  readonly start: number;
  next(state: number, byte: number): number;
  accepts(state: number): boolean;
  /** What has the same states with the same meaning, as far as {@link horizon} tells them apart. */
  readonly family: object;
  /**
   * Equal for states, of any automaton of the family, that no text of at most `length` bytes tells apart; undefined for a
   * state that hardly comes again.
   */
  horizon(state: number, length: number): number | string | undefined;
}
