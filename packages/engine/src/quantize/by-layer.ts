/** llama.cpp's order of tensors: by layer, what belongs to none first, and then by name. */
export function byLayer(a: { readonly name: string }, b: { readonly name: string }): number {
  return layerOf(a) - layerOf(b) || (a.name < b.name ? -1 : 1);
}

const layerOf = ({ name }: { readonly name: string }) => Number(/^blk\.(\d+)/.exec(name)?.[1] ?? -1);
