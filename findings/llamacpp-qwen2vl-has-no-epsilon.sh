#!/usr/bin/env bash
# llama.cpp b9190 (in cyllama 0.2.18, PyPI), gguf 0.19.0.
# Guess: `qwen2vl.attention.layer_norm_rms_epsilon` is a required key and is used in every norm, as in llama and qwen2.
# Seen: the loader of qwen2vl doesn't read it. A file without the key loads, any value gives the same bits, and the norms run
#   with an epsilon of 0 (the result of qwen2 with an epsilon of 1e-30). The model's own 1e-6 is lost: an engine that honours
#   the key differs from llama.cpp where hidden states are small, and a converter's error in it goes unnoticed.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check cyllama==0.2.18 gguf==0.19.0 numpy==2.4.6
cd "$dir" && "$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np
import cyllama.llama.llama_cpp as llama

llama.disable_logging()
WIDTH, VOCAB = 32, 16

def write(path, arch, epsilon):
    w, rng = gguf.GGUFWriter(path, arch), np.random.default_rng(0)
    w.add_block_count(1), w.add_context_length(64), w.add_embedding_length(WIDTH), w.add_feed_forward_length(WIDTH)
    w.add_head_count(2), w.add_head_count_kv(2), w.add_vocab_size(VOCAB), w.add_tokenizer_model("no_vocab")
    if epsilon is not None:
        w.add_layer_norm_rms_eps(epsilon)
    if arch == "qwen2vl":
        w.add_rope_dimension_sections([4, 2, 2, 0])
    shapes = {"token_embd.weight": (VOCAB, WIDTH), **{f"blk.0.attn_{n}.bias": WIDTH for n in ("q", "k", "v")}}
    shapes |= {f"{n}_norm.weight": WIDTH for n in ("output", "blk.0.attn", "blk.0.ffn")}
    shapes |= {f"blk.0.attn_{n}.weight": (WIDTH, WIDTH) for n in ("q", "k", "v", "output")}
    shapes |= {f"blk.0.ffn_{n}.weight": (WIDTH, WIDTH) for n in ("gate", "up", "down")}
    for name, shape in shapes.items():
        w.add_tensor(name, rng.normal(0, WIDTH**-0.5, shape).astype(np.float32))
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()

def hidden(arch, epsilon):
    """The last hidden state of a prompt of five tokens, or None where the file is refused."""
    write("m.gguf", arch, epsilon)
    params = llama.LlamaContextParams()
    params.embeddings = True
    try:
        ctx = llama.LlamaContext(llama.LlamaModel("m.gguf", verbose=False), params)
    except ValueError:
        return None
    batch = llama.LlamaBatch(n_tokens=5, embd=0, n_seq_max=1)
    for position, token in enumerate([3, 1, 4, 1, 5]):
        batch.add(token, position, [0], True)
    ctx.decode(batch)
    return np.array(ctx.get_embeddings_ith(-1))

zero = hidden("qwen2", 1e-30)
for arch in ("qwen2", "qwen2vl"):
    states = {epsilon: hidden(arch, epsilon) for epsilon in (1e-6, 0.1, None)}
    away = {e: "refused" if s is None else f"{np.abs(s - zero).max() / np.abs(zero).max():.0e}" for e, s in states.items()}
    print(f"{arch}: epsilon in the file and distance to qwen2 with 1e-30: {away}")
    if arch == "qwen2":
        assert states[None] is None and np.abs(states[0.1] - zero).max() > 0.01, "changed"
    else:
        assert all(np.allclose(s, zero, rtol=0, atol=1e-6) and (s == states[1e-6]).all() for s in states.values()), "changed"
PY
