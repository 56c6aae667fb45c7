/** What a layer looks at that has a window of so many tokens around each. */
export function symmetric(window: number): { readonly window: number; readonly ahead: number } {
  const half = Math.floor(window / 2);
  return { window: half + 1, ahead: half };
}
