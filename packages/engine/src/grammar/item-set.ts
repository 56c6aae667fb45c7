/** The texts of items that an array has already, each as a string of its bytes. */
export class ItemSet {
  readonly texts: readonly string[];
  /** The texts as a tree of bytes. */
  readonly root: ItemNode = new ItemNode();
  readonly #further = new Map<string, ItemSet>();

  constructor(texts: readonly string[]) {
    this.texts = texts;
    for (const text of texts) {
      let node = this.root;
      for (let at = 0; at < text.length; at++) {
        const byte = text.charCodeAt(at);
        const next = node.next.get(byte) ?? new ItemNode();
        node.next.set(byte, next);
        node = next;
      }
      node.isEnd = true;
    }
  }

  /** The set with one more text, the same object each time. */
  with(text: string): ItemSet {
    const known = this.#further.get(text) ?? new ItemSet([...this.texts, text]);
    this.#further.set(text, known);
    return known;
  }
}

export class ItemNode {
  readonly next = new Map<number, ItemNode>();
  isEnd = false;
}
