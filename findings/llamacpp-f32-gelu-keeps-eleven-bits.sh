#!/usr/bin/env bash
# llama.cpp b9190 (in cyllama 0.2.18, PyPI), gguf 0.19.0, on the CPU.
# Guess: a model whose weights are all F32 is computed in F32, so its logits agree with a reference to about 1e-6, whichever
#   activation function it has.
# Seen: that holds for SiLU (llama: 2e-7). With GELU (gemma) the difference is 2e-4, because the CPU looks GELU up in a table
#   of half-precision floats: the argument and the result keep 11 bits each. A reference that rounds both to float16 agrees to
#   2e-7. Tests of Gemma, BERT or vision towers against llama.cpp need the wider tolerance or the same rounding.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check cyllama==0.2.18 gguf==0.19.0 numpy==2.4.6
cd "$dir" && "$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np
import cyllama.llama.llama_cpp as llama

llama.disable_logging()
WIDTH, HIDDEN, VOCAB = 32, 64, 16

class Model(llama.LlamaModel):
    n_vocab = VOCAB  # get_logits of cyllama 0.2.18 asks for it, but LlamaModel lacks it

def write(path, arch):
    """One F32 layer without attention (its output matrix is zero); gives the weights back."""
    w, rng = gguf.GGUFWriter(path, arch), np.random.default_rng(0)
    w.add_block_count(1), w.add_context_length(64), w.add_embedding_length(WIDTH), w.add_feed_forward_length(HIDDEN)
    w.add_head_count(2), w.add_head_count_kv(2), w.add_key_length(16), w.add_value_length(16)
    w.add_layer_norm_rms_eps(1e-6), w.add_vocab_size(VOCAB), w.add_tokenizer_model("no_vocab")
    shapes = {"token_embd": (VOCAB, WIDTH), "output_norm": (WIDTH,), "blk.0.attn_norm": (WIDTH,), "blk.0.ffn_norm": (WIDTH,),
              **{f"blk.0.attn_{x}": (WIDTH, WIDTH) for x in ("q", "k", "v", "output")},
              **{f"blk.0.ffn_{x}": (HIDDEN, WIDTH) for x in ("gate", "up")}, "blk.0.ffn_down": (WIDTH, HIDDEN)}
    weights = {n: (np.ones(s) if len(s) == 1 else rng.normal(0, WIDTH**-0.5, s)).astype(np.float32) for n, s in shapes.items()}
    weights["blk.0.attn_output"][:] = 0
    for name, value in weights.items():
        w.add_tensor(name + ".weight", value)
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()
    return {n: v.astype(np.float64) for n, v in weights.items()}

def compare(arch, act, scale):
    weights, worst = write("m.gguf", arch), 0
    ctx = llama.LlamaContext(Model("m.gguf", verbose=False))
    norm = lambda x: x / np.sqrt((x * x).mean() + 1e-6)
    for token in range(VOCAB):
        batch = llama.LlamaBatch(n_tokens=1, embd=0, n_seq_max=1)
        batch.add(token, 0, [0], True)
        ctx.kv_cache_clear(), ctx.decode(batch)
        x = weights["token_embd"][token] * scale
        gate, up = weights["blk.0.ffn_gate"] @ norm(x), weights["blk.0.ffn_up"] @ norm(x)
        want = weights["token_embd"] @ norm(x + weights["blk.0.ffn_down"] @ (act(gate) * up))
        worst = max(worst, np.abs(np.array(ctx.get_logits()) - want).max() / np.abs(want).max())
    return worst

half = lambda x: x.astype(np.float16).astype(np.float64)
gelu = lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
silu = compare("llama", lambda x: x / (1 + np.exp(-x)), 1)
exact, table = compare("gemma", gelu, WIDTH**0.5), compare("gemma", lambda x: half(gelu(half(x))), WIDTH**0.5)
print(f"largest relative difference: SiLU {silu:.1e}, GELU {exact:.1e}, GELU with both ends in float16 {table:.1e}")
assert silu < 2e-6 and exact > 1e-5 and table < 2e-6, "changed"
PY
