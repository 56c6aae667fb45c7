"""Ids that a real tokenizer.json gives: python real.py tokenizer.json strings.json ids.json"""

import json
import sys

from tokenizers import Tokenizer

path, strings_path, output = sys.argv[1:]
tokenizer = Tokenizer.from_file(path)
tokenizer.no_truncation()
tokenizer.no_padding()
with open(strings_path, encoding="utf8") as file:
    strings = json.load(file)
with open(output, "w", encoding="utf8") as file:
    json.dump([tokenizer.encode(text, add_special_tokens=False).ids for text in strings], file)
