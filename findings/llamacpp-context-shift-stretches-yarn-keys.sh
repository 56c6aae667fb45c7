#!/usr/bin/env bash
# llama.cpp b9190 (in cyllama 0.2.18, PyPI), gguf 0.19.0.
# Guess: a context shift (remove the oldest tokens, then `llama_memory_seq_add` with a negative distance) turns the cached keys
#   to their new positions and leaves their length alone, with every kind of rope scaling.
# Seen: so with linear scaling. With YaRN each shift multiplies every moved key by YaRN's amplitude again, though the key holds
#   it already: factor 4 makes keys 1.1386 (1 + 0.1 ln 4) times as long at the first shift, 1.2965 times at the second, and so
#   on, while new keys are not stretched. So old tokens get other weights than they would without the shift.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check cyllama==0.2.18 gguf==0.19.0 numpy==2.4.6
cd "$dir" && "$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np
import cyllama.llama.llama_cpp as llama

llama.disable_logging()
WIDTH = 32

def write(path, scaling):
    w, rng = gguf.GGUFWriter(path, "llama"), np.random.default_rng(0)
    w.add_block_count(1), w.add_context_length(512), w.add_embedding_length(WIDTH), w.add_feed_forward_length(WIDTH)
    w.add_head_count(2), w.add_head_count_kv(2), w.add_layer_norm_rms_eps(1e-6)
    w.add_rope_scaling_type(scaling), w.add_rope_scaling_factor(4.0), w.add_rope_scaling_orig_ctx_len(128)
    w.add_vocab_size(16), w.add_tokenizer_model("no_vocab")
    shapes = {"token_embd": (16, WIDTH), "output_norm": WIDTH, "blk.0.attn_norm": WIDTH, "blk.0.ffn_norm": WIDTH}
    shapes |= {f"blk.0.{n}": (WIDTH, WIDTH) for n in "attn_q attn_k attn_v attn_output ffn_gate ffn_up ffn_down".split()}
    for name, shape in shapes.items():
        w.add_tensor(name + ".weight", rng.normal(0, 1, shape).astype(np.float32))
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()

def decode(ctx, tokens, start):
    batch = llama.LlamaBatch(n_tokens=len(tokens), embd=0, n_seq_max=1)
    for i, token in enumerate(tokens):
        batch.add(token, start + i, [0], True)
    ctx.decode(batch)

def last_key(ctx, cells):
    """Length of the key in the last used cell; the state ends with the keys, 12 bytes on the values, and the values."""
    end = -cells * WIDTH * 4 - 12
    return np.linalg.norm(np.frombuffer(bytes(ctx.get_state_seq_data(0))[end - WIDTH * 4 : end], np.float32))

def growth(scaling):
    write("m.gguf", scaling)
    params = llama.LlamaContextParams()
    params.n_ctx, params.type_k, params.type_v, params.flash_attn_type = 256, 0, 0, 0  # F32 cache
    ctx = llama.LlamaContext(llama.LlamaModel("m.gguf", verbose=False), params)
    decode(ctx, [3, 1, 4, 1, 5, 9, 2, 6], 0)
    before, found = last_key(ctx, 8), []
    for cells in (7, 6):
        ctx.memory_seq_rm(0, 0, 2), ctx.memory_seq_add(0, 2, -1, -2)
        decode(ctx, [7], cells - 1)  # the shift is done at the next decode
        found.append(last_key(ctx, cells) / before)
    print(f"{scaling.value}: the key is {found[0]:.4f} and {found[1]:.4f} times as long after one and two shifts")
    return found

assert np.allclose(growth(gguf.RopeScalingType.LINEAR), 1, atol=1e-5), "changed"
assert np.allclose(growth(gguf.RopeScalingType.YARN), (1 + 0.1 * np.log(4)) ** np.array([1, 2]), atol=1e-4), "changed"
PY
