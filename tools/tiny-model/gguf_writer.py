"""Writes the trained model as GGUF: F32, F16 or Q8_0, with its vocabulary and chat template."""

import argparse
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType

import vocabulary
from conversation import MODEL_FOLDER
from model import Shape

TYPES = {
    "f32": (GGMLQuantizationType.F32, LlamaFileType.ALL_F32),
    "f16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}

NAMES = {
    "embedding": "token_embd",
    "norm": "output_norm",
    "attention_norm": "attn_norm",
    "attention.q": "attn_q",
    "attention.k": "attn_k",
    "attention.v": "attn_v",
    "attention.o": "attn_output",
    "attention.q_norm": "attn_q_norm",
    "attention.k_norm": "attn_k_norm",
    "mlp_norm": "ffn_norm",
    "mlp.gate": "ffn_gate",
    "mlp.up": "ffn_up",
    "mlp.down": "ffn_down",
}


def tensor_name(name: str) -> str:
    """The GGUF name of a parameter: `layers.0.attention.q.weight` is `blk.0.attn_q.weight`."""
    parts = name.split(".")
    if parts[0] == "layers":
        return f"blk.{parts[1]}.{NAMES['.'.join(parts[2:-1])]}.weight"
    return f"{NAMES['.'.join(parts[:-1])]}.weight"


def quantise_q8_0(values: np.ndarray) -> np.ndarray:
    """Rows of float32 as Q8_0 blocks: 32 values share d = max|x| / 127, stored as float16; ties go away from zero."""
    blocks = values.reshape(-1, 32)
    scale = np.abs(blocks).max(axis=1, keepdims=True) / np.float32(127)
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale != 0)
    scaled = blocks * inverse
    codes = (np.sign(scaled) * np.floor(np.abs(scaled) + np.float32(0.5))).astype(np.int8)
    packed = np.concatenate([scale.astype(np.float16).view(np.uint8), codes.view(np.uint8)], axis=1)
    return packed.reshape(values.shape[0], -1)


def add_shape(writer: GGUFWriter, shape: Shape) -> None:
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)


def add_vocabulary(writer: GGUFWriter, tokenizer: vocabulary.Tokenizer) -> None:
    tokens = vocabulary.tokens(tokenizer)
    kinds = {text: TokenType.CONTROL for text in vocabulary.CONTROL}
    kinds |= {text: TokenType.USER_DEFINED for text in vocabulary.USER_DEFINED}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([kinds.get(text, TokenType.NORMAL) for text in tokens])
    writer.add_token_merges(vocabulary.merges(tokenizer))
    ids = {text: tokens.index(text) for text in vocabulary.CONTROL}
    writer.add_bos_token_id(ids["<|endoftext|>"])
    writer.add_eos_token_id(ids["<|im_end|>"])
    writer.add_eot_token_id(ids["<|im_end|>"])
    writer.add_pad_token_id(ids["<|endoftext|>"])
    writer.add_uint32("tokenizer.ggml.fim_pre_token_id", ids["<|fim_prefix|>"])
    writer.add_uint32("tokenizer.ggml.fim_suf_token_id", ids["<|fim_suffix|>"])
    writer.add_uint32("tokenizer.ggml.fim_mid_token_id", ids["<|fim_middle|>"])
    writer.add_uint32("tokenizer.ggml.fim_pad_token_id", ids["<|fim_pad|>"])
    writer.add_add_bos_token(False)
    writer.add_chat_template((MODEL_FOLDER / "template.jinja").read_text(encoding="utf-8"))


def write(path: Path, kind: str, weights: dict[str, torch.Tensor], shape: Shape, tokenizer: vocabulary.Tokenizer) -> None:
    """One GGUF file; norms are always F32."""
    tensor_type, file_type = TYPES[kind]
    writer = GGUFWriter(path, "qwen3")
    writer.add_type("model")
    writer.add_name("Cria")
    writer.add_size_label(f"{sum(weight.numel() for weight in weights.values()) / 1e6:.1f}M")
    writer.add_license("mit")
    writer.add_description("A tiny instruction model that comes with Cria")
    add_shape(writer, shape)
    add_vocabulary(writer, tokenizer)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_file_type(file_type)
    for name, weight in weights.items():
        values = weight.detach().float().numpy()
        if values.ndim == 1:
            writer.add_tensor(tensor_name(name), values)
        elif kind == "q8_0":
            writer.add_tensor(tensor_name(name), quantise_q8_0(values), raw_dtype=tensor_type)
        else:
            writer.add_tensor(tensor_name(name), values.astype(np.float16 if kind == "f16" else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder of the checkpoint and the vocabulary")
    parser.add_argument("--type", choices=list(TYPES), default="q8_0")
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    weights = torch.load(options.output / "checkpoint.pt", weights_only=True)["model"]
    write(options.file, options.type, weights, Shape(), vocabulary.load(options.output / "tokenizer.json"))


if __name__ == "__main__":
    main()
