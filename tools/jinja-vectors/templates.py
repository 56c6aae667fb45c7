"""Writes what Jinja makes of the templates of `templates/` with each conversation. See README.md."""

import sys
from pathlib import Path

from conversations import CONVERSATIONS, variables
from environment import render, write_lines


def main():
    folder = Path(__file__).parent / "templates"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jinja"))}
    vectors = [[name, of, *render(text, variables(of))] for name, text in texts.items() for of in CONVERSATIONS]
    write_lines(sys.argv[1], [texts, {name: variables(name) for name in CONVERSATIONS}, *vectors])
    print(len(texts), "templates,", len(vectors), "vectors,", sum(v[2] is None for v in vectors), "of them errors")


if __name__ == "__main__":
    main()
