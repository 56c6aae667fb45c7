#!/usr/bin/env bash
# llama.cpp b9190 (in cyllama 0.2.18, PyPI), gguf 0.19.0.
# Guess: a context shift rotates the cached keys of the layers that use rotary positions and leaves the others alone. Every
#   fourth layer of SmolLM3 has no positions (NoPE), so with attention in that layer only, a shift changes nothing.
# Seen: the shift rotates the keys of all layers. The hidden state after a shift is 30 % away from the one of a cache that
#   was filled with the same tokens from the start; a llama model of the same weights agrees to 1e-6. After a shift SmolLM3's
#   NoPE layers see keys that are turned by positions which no query of theirs has.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check cyllama==0.2.18 gguf==0.19.0 numpy==2.4.6
cd "$dir" && "$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np
import cyllama.llama.llama_cpp as llama

llama.disable_logging()
WIDTH, LAYERS = 32, 4

def write(path, arch):
    """Four layers; only the last one's attention has an output, so its keys don't depend on other tokens."""
    w, rng = gguf.GGUFWriter(path, arch), np.random.default_rng(0)
    w.add_block_count(LAYERS), w.add_context_length(512), w.add_embedding_length(WIDTH), w.add_feed_forward_length(WIDTH)
    w.add_head_count(2), w.add_head_count_kv(2), w.add_layer_norm_rms_eps(1e-6)
    w.add_vocab_size(16), w.add_tokenizer_model("no_vocab")
    shapes = {"token_embd": (16, WIDTH), "output_norm": WIDTH}
    for i in range(LAYERS):
        shapes |= {f"blk.{i}.{n}_norm": WIDTH for n in ("attn", "ffn")}
        shapes |= {f"blk.{i}.attn_{n}": (WIDTH, WIDTH) for n in ("q", "k", "v", "output")}
        shapes |= {f"blk.{i}.ffn_{n}": (WIDTH, WIDTH) for n in ("gate", "up", "down")}
    for name, shape in shapes.items():
        silent = name.endswith("attn_output") and name != f"blk.{LAYERS - 1}.attn_output"
        value = np.ones(shape) if shape == WIDTH else rng.normal(0, WIDTH**-0.5, shape)
        w.add_tensor(name + ".weight", (value * (not silent)).astype(np.float32))
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()

def decode(ctx, tokens, start=0):
    batch = llama.LlamaBatch(n_tokens=len(tokens), embd=0, n_seq_max=1)
    for i, token in enumerate(tokens):
        batch.add(token, start + i, [0], True)
    ctx.decode(batch)
    return np.array(ctx.get_embeddings_ith(-1))  # the hidden state of the last token

def distance(arch):
    write("m.gguf", arch)
    params = llama.LlamaContextParams()
    params.n_ctx, params.type_k, params.type_v, params.flash_attn_type, params.embeddings = 256, 0, 0, 0, True  # F32 cache
    ctx = llama.LlamaContext(llama.LlamaModel("m.gguf", verbose=False), params)
    decode(ctx, [3, 1, 4, 1, 5, 9, 2, 6])
    ctx.memory_seq_rm(0, 0, 4), ctx.memory_seq_add(0, 4, -1, -4)
    shifted = decode(ctx, [7], 4)
    ctx.kv_cache_clear()
    fresh = decode(ctx, [5, 9, 2, 6, 7])
    return np.abs(shifted - fresh).max() / np.abs(fresh).max()

found = {arch: distance(arch) for arch in ("llama", "smollm3")}
print("shifted and fresh differ, relative to the largest value, by", {arch: f"{value:.1e}" for arch, value in found.items()})
assert found["llama"] < 1e-5 and found["smollm3"] > 0.1, "changed"
PY
