"""The byte-level BPE vocabulary: 256 bytes, merges learnt from the training text, special tokens at the end."""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

# The split that GGUF calls "qwen2": contractions, words with one leading mark, single digits, punctuation, whitespace.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>"]
USER_DEFINED = ["<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]
SPECIAL = CONTROL + USER_DEFINED


def train(texts: Iterable[str], size: int) -> Tokenizer:
    """Learns merges until the vocabulary, special tokens included, has `size` tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(SPLIT), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(SPECIAL), min_frequency=2, initial_alphabet=alphabet, show_progress=False, special_tokens=[]
    )
    tokenizer.train_from_iterator(texts, trainer)
    if tokenizer.get_vocab_size() != size - len(SPECIAL):
        raise ValueError(f"the text gave only {tokenizer.get_vocab_size()} tokens")
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in CONTROL])
    tokenizer.add_tokens([AddedToken(text, special=False, normalized=False) for text in USER_DEFINED])
    return tokenizer


def merges(tokenizer: Tokenizer) -> list[str]:
    """The merges in order, each as "left right"."""
    pairs = json.loads(tokenizer.to_str())["model"]["merges"]
    return [pair if isinstance(pair, str) else " ".join(pair) for pair in pairs]


def tokens(tokenizer: Tokenizer) -> list[str]:
    """The text of each token by id, in GPT-2's byte characters."""
    return [text for text, _ in sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])]


def load(path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))
