"""Embeds a JSON list of texts (stdin) as sentence-transformers does: embed.py MODEL.onnx TOKENIZER.json LONGEST

Writes token counts, and the normalised vectors as F16 in base64: half a unit of F16 moves a cosine by less than 1e-7.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

model, tokenizer_path, longest = sys.argv[1], sys.argv[2], int(sys.argv[3])
tokenizer = Tokenizer.from_file(tokenizer_path)
tokenizer.no_padding()
tokenizer.enable_truncation(longest)
session = onnxruntime.InferenceSession(model)
known = {value.name for value in session.get_inputs()}

tokens, vectors = [], []
for text in json.load(sys.stdin):
    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    rows = session.run(None, {name: value for name, value in given.items() if name in known})[0][0]
    mean = rows.astype(np.float64).mean(axis=0)
    tokens.append(ids.shape[1])
    vectors.append(mean / np.linalg.norm(mean))

data = np.stack(vectors).astype("<f2").tobytes()
json.dump({"onnxruntime": onnxruntime.__version__, "tokens": tokens, "vectors": base64.b64encode(data).decode()}, sys.stdout)
print()
