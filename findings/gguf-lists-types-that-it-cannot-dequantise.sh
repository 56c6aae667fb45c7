#!/usr/bin/env bash
# gguf 0.19.0 (PyPI).
# Guess: a type that has a name and a block size in gguf's tables can be dequantised with `gguf.dequantize`, the package's
#   reference for every format.
# Seen: Q1_0 is in GGMLQuantizationType and in GGML_QUANT_SIZES (128 weights in 18 bytes), but `dequantize` raises
#   NotImplementedError for it. NVFP4, the type before it, is dequantised. A test that takes its list of types from the tables
#   needs another reference for Q1_0.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check gguf==0.19.0 numpy==2.4.6
"$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np

def outcome(name):
    kind = gguf.GGMLQuantizationType[name]
    weights, size = gguf.GGML_QUANT_SIZES[kind]
    try:
        found = gguf.dequantize(np.zeros((1, size), np.uint8), kind).shape
    except NotImplementedError:
        found = "NotImplementedError"
    print(f"{name}: {weights} weights in {size} bytes, dequantize: {found}")
    return weights, size, found

assert outcome("NVFP4") == (64, 36, (1, 64)), "changed"
assert outcome("Q1_0") == (128, 18, "NotImplementedError"), "changed"
PY
