interface Node {
  readonly children: Map<number, Node>;
  token?: number;
}

/** The byte strings of some tokens, to look for at a place of a text. */
export class SpecialTrie {
  /** By first byte. */
  readonly #roots: (Node | undefined)[] = new Array(256);
  readonly #lengths = new Map<number, number>();

  /** `text` is a byte string, not empty. Of equal ones, the last is found. */
  add(text: string, token: number): void {
    const first = text.charCodeAt(0);
    let node = this.#roots[first] ?? newNode();
    this.#roots[first] = node;
    for (let index = 1; index < text.length; index++) {
      const byte = text.charCodeAt(index);
      const child = node.children.get(byte) ?? newNode();
      node.children.set(byte, child);
      node = child;
    }
    node.token = token;
    this.#lengths.set(token, text.length);
  }

  /** Bytes of a token that was added. */
  lengthOf(token: number): number {
    return this.#lengths.get(token)!;
  }

  /** The longest token that starts at `start` of a byte string and has at most `limit` bytes. */
  longest(text: string, start: number, limit: number): number | undefined {
    let node = this.#roots[text.charCodeAt(start)];
    let token: number | undefined;
    for (let length = 1; node !== undefined && length <= limit; length++) {
      token = node.token ?? token;
      // Past the end of the text this is NaN, which is no key.
      node = node.children.get(text.charCodeAt(start + length));
    }
    return token;
  }
}

function newNode(): Node {
  return { children: new Map() };
}
