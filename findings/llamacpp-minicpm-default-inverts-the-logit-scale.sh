#!/usr/bin/env bash
# llama.cpp b9190 (in cyllama 0.2.18, PyPI), gguf 0.19.0.
# Guess: `minicpm.logit_scale` is optional, so a file without it is run with the scale that MiniCPM models have and that
#   llama.cpp's converter writes: width / 256, by which the logits are divided.
# Seen: the default is 256 / width, and the logits are divided by that too. Without the key they are (width / 256)² times as
#   large: 4 times at a width of 512, 81 times in MiniCPM-2B (2304). Greedy output is the same, sampling becomes nearly greedy. An
#   engine that computes the default from the model's formula can't agree with llama.cpp on such files.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check cyllama==0.2.18 gguf==0.19.0 numpy==2.4.6
cd "$dir" && "$dir/venv/bin/python" - <<'PY'
import gguf, numpy as np
import cyllama.llama.llama_cpp as llama

llama.disable_logging()
WIDTH, HIDDEN, VOCAB = 512, 32, 16

class Model(llama.LlamaModel):
    n_vocab = VOCAB  # get_logits of cyllama 0.2.18 asks for it, but LlamaModel lacks it

def logits(scale):
    w, rng = gguf.GGUFWriter("m.gguf", "minicpm"), np.random.default_rng(0)
    w.add_block_count(1), w.add_context_length(64), w.add_embedding_length(WIDTH), w.add_feed_forward_length(HIDDEN)
    w.add_head_count(8), w.add_head_count_kv(8), w.add_layer_norm_rms_eps(1e-6)
    w.add_vocab_size(VOCAB), w.add_tokenizer_model("no_vocab")
    if scale is not None:
        w.add_logit_scale(scale)
    shapes = {"token_embd": (VOCAB, WIDTH), "output_norm": WIDTH, "blk.0.attn_norm": WIDTH, "blk.0.ffn_norm": WIDTH}
    shapes |= {f"blk.0.attn_{n}": (WIDTH, WIDTH) for n in ("q", "k", "v", "output")}
    shapes |= {"blk.0.ffn_gate": (HIDDEN, WIDTH), "blk.0.ffn_up": (HIDDEN, WIDTH), "blk.0.ffn_down": (WIDTH, HIDDEN)}
    for name, shape in shapes.items():
        w.add_tensor(name + ".weight", rng.normal(0, WIDTH**-0.5, shape).astype(np.float32))
    w.write_header_to_file(), w.write_kv_data_to_file(), w.write_tensors_to_file(), w.close()
    ctx, batch = llama.LlamaContext(Model("m.gguf", verbose=False)), llama.LlamaBatch(n_tokens=1, embd=0, n_seq_max=1)
    batch.add(3, 0, [0], True)
    ctx.decode(batch)
    return np.array(ctx.get_logits())

plain = logits(1.0)
for scale, want in ((WIDTH / 256, 1 / 2), (256 / WIDTH, 2), (None, 2)):
    found = np.median(logits(scale) / plain)
    print(f"logit_scale {scale}: the logits are multiplied by {found:.3f}")
    assert abs(found - want) < 1e-4, "changed"
PY
