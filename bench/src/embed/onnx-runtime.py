"""Embeds lists of texts, a JSON list a line: onnx-runtime.py MODEL.onnx TOKENIZER.json THREADS sorted|given"""

import json
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

BATCH = 32
model, tokenizer_path, threads, order = sys.argv[1:5]
tokenizer = Tokenizer.from_file(tokenizer_path)
tokenizer.no_truncation()
tokenizer.no_padding()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(threads)
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
known = {value.name for value in session.get_inputs()}


def embed(texts):
    encoded = [each.ids for each in tokenizer.encode_batch(texts)]
    places = list(range(len(encoded)))
    if order == "sorted":
        places.sort(key=lambda i: -len(encoded[i]))
    vectors = [None] * len(encoded)
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        longest = max(len(encoded[i]) for i in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, i in enumerate(batch):
            ids[row, : len(encoded[i])] = encoded[i]
            mask[row, : len(encoded[i])] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        rows = session.run(None, {name: value for name, value in given.items() if name in known})[0]
        means = (rows * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        for row, i in enumerate(batch):
            vectors[i] = means[row]
    return vectors


print("ready", flush=True)
for line in sys.stdin:
    print(len(embed(json.loads(line))), flush=True)
