"""Reads a GGUF file of this model back into PyTorch: what is tested is the file."""

from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

import vocabulary
from gguf_writer import tensor_name
from model import Model, Shape


def read_model(path: Path) -> tuple[Model, Tokenizer]:
    """The model with its weights as float32, and its tokenizer."""
    reader = GGUFReader(path)
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    model = Model(Shape())
    weights = {}
    for name, parameter in model.state_dict().items():
        tensor = tensors[tensor_name(name)]
        values = np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        weights[name] = torch.from_numpy(values).reshape(parameter.shape)
    model.load_state_dict(weights)
    return model.eval(), read_tokenizer(reader)


def read_tokenizer(reader: GGUFReader) -> Tokenizer:
    tokens = reader.get_field("tokenizer.ggml.tokens").contents()
    merges = reader.get_field("tokenizer.ggml.merges").contents()
    ordinary = {text: index for index, text in enumerate(tokens) if text not in vocabulary.SPECIAL}
    tokenizer = Tokenizer(models.BPE(vocab=ordinary, merges=[tuple(merge.split(" ")) for merge in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(vocabulary.SPLIT), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in vocabulary.CONTROL])
    tokenizer.add_tokens([AddedToken(text, special=False, normalized=False) for text in vocabulary.USER_DEFINED])
    return tokenizer


@torch.no_grad()
def generate(model: Model, tokenizer: Tokenizer, prompt: str, most: int = 400) -> str:
    """The most likely text after a prompt, up to an end token."""
    ends = {tokenizer.token_to_id("<|im_end|>"), tokenizer.token_to_id("<|endoftext|>")}
    ids = tokenizer.encode(prompt).ids
    begin = len(ids)
    while len(ids) < begin + most:
        hidden = model(torch.tensor([ids]))[:, -1]
        following = int(model.logits(hidden).argmax())
        if following in ends:
            break
        ids.append(following)
    return tokenizer.decode(ids[begin:], skip_special_tokens=False)
