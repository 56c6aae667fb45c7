"""Learns the small vocabularies on which Cria's tokenizers are compared with others, from the strings of the comparison.

    python train.py strings.json vocabularies.json

Lists are one string, with SEPARATOR between their elements, and FIELD within them. Some of the trainers do not learn the
same twice, so that this is run only when the strings change.
"""

import base64
import io
import json
import sys
import tempfile
import unicodedata

import numpy
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SPACE = "\u2581"
SEPARATOR = "\u241e"
FIELD = "\u241f"
# The texts of special tokens of the comparison, which no merges may make a second time.
SPECIAL = "<|endoftext|> <|im_start|> <|im_end|> <s> </s> <mask> [MASK] [CLS] [SEP] <tool_call> </tool_call> <unk>".split()


def texts(strings: list[str]) -> list[str]:
    """What is learnt from: no long runs of one thing, and no NUL, which llama.cpp cannot have in a token."""
    varied = [text.replace("\0", "") for text in strings if len(set(text)) > 3]
    return varied + 4 * varied[:60]


def allowed(merges: list[list[str]]) -> list[str]:
    """The merges as GGUF writes them, without those that make a special token and those that are made of one."""
    lost = set(SPECIAL) | {f"<0x{byte:02X}>" for byte in range(256)}
    kept = []
    for left, right in merges:
        if left in lost or right in lost or left + right in lost:
            lost.add(left + right)
        else:
            kept.append(f"{left} {right}")
    return kept


def byte_level(strings: list[str]) -> dict:
    """Merges over the borders of words: only then do all ways to cut a text give different tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    trainer = trainers.BpeTrainer(
        vocab_size=256 + 1100,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=24,
        show_progress=False,
    )
    tokenizer.train_from_iterator(strings, trainer)
    return {"merges": SEPARATOR.join(allowed(json.loads(tokenizer.to_str())["model"]["merges"]))}


def characters(strings: list[str], cut: str) -> dict:
    """Merges of characters, within lines or within words. Many characters are left to the byte tokens."""
    tokenizer = Tokenizer(models.BPE())
    pieces = [piece for text in strings for piece in text.replace(" ", SPACE).split(cut)]
    trainer = trainers.BpeTrainer(vocab_size=1000, limit_alphabet=300, max_token_length=16, show_progress=False)
    tokenizer.train_from_iterator([piece for piece in pieces if piece], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merged = {"".join(merge) for merge in model["merges"]}
    alphabet = [token for token in model["vocab"] if token not in merged]
    return {"alphabet": SEPARATOR.join(alphabet), "merges": SEPARATOR.join(allowed(model["merges"]))}


def word_piece(strings: list[str], lowercase: bool) -> dict:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=1100, limit_alphabet=450, special_tokens=special, show_progress=False
    )
    # A continuation of U+2581 and a word of it would be the same token in GGUF.
    tokenizer.train_from_iterator([text.replace(SPACE, "") for text in strings], trainer)
    vocabulary = tokenizer.get_vocab()
    return {"tokens": SEPARATOR.join(sorted(vocabulary, key=vocabulary.get))}


def rules() -> str:
    """Normalization rules: compatibility forms, spaces, composition, and characters that go away."""
    lines = {}
    for code in [*range(0xFF01, 0xFF5F), *range(0xFB00, 0xFB07), 0x212B, 0x2126, 0x212A, 0xBD, 0x2460, 0x2167, 0x2026]:
        lines[chr(code)] = unicodedata.normalize("NFKC", chr(code))
    for text in ["e\u0301", "i\u0308", "A\u0303", "\u1100\u1161", "\u1100\u1161\u11a8", "か\u3099"]:
        lines[text] = unicodedata.normalize("NFC", text)
    lines |= dict.fromkeys("\t\n\r\u00a0\u2003\u3000", " ")
    lines |= dict.fromkeys("\u0001\u200b\u00ad\ufeff", "")
    lines |= {"ǅ": "dž", "ﷺ": "صلى الله"}
    hexes = lambda text: " ".join(f"{ord(character):X}" for character in text)
    return "".join(f"{hexes(source)}\t{hexes(target)}\n" for source, target in lines.items())


def sentence_piece(strings: list[str], kind: str, **options: object) -> dict:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line for text in strings for line in text.split("\n") if line.strip()),
        model_writer=model,
        model_type=kind,
        vocab_size=1300,
        character_coverage=0.98,
        hard_vocab_limit=False,
        max_sentence_length=10000,
        minloglevel=2,
        **options,
    )
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
    pieces = [f"{piece.piece}{FIELD}{numpy.float32(piece.score)}{FIELD}{piece.type}" for piece in proto.pieces]
    charsmap = base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()
    return {"pieces": SEPARATOR.join(pieces), "charsmap": charsmap}


def main(strings_path: str, output: str) -> None:
    with open(strings_path, encoding="utf8") as file:
        strings = texts(json.load(file))
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf8") as tsv:
        tsv.write(rules())
        tsv.flush()
        unigram = sentence_piece(
            strings, "unigram", normalization_rule_tsv=tsv.name, unk_id=2, bos_id=-1, eos_id=1, pad_id=0
        )
    pairs = sentence_piece(
        strings,
        "bpe",
        normalization_rule_name="identity",
        byte_fallback=True,
        split_by_whitespace=False,
        remove_extra_whitespaces=False,
        control_symbols=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        user_defined_symbols=["<tool_call>", "</tool_call>", "\u2581\u2581\u2581\u2581"],
    )
    vocabularies = {
        "byteLevel": byte_level(strings),
        "characters": characters(strings, "\n"),
        "words": characters(strings, SPACE),
        "wordPiece": word_piece(strings, True),
        "wordPieceCased": word_piece(strings, False),
        "unigram": unigram,
        "pairs": pairs,
    }
    with open(output, "w", encoding="utf8") as file:
        json.dump(vocabularies, file, ensure_ascii=False, indent=2)
        file.write("\n")


main(*sys.argv[1:])
