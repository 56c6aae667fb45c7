"""Ids that the models' own libraries give: Hugging Face tokenizers and SentencePiece, on the small vocabularies.

    python own.py strings.json vocabularies.json tokenizers.json own.json

Texts with U+2581 are left out where SentencePiece has that for a space: GGUF cannot tell the two apart in user-defined
tokens, the library can.
tokenizers.json says for each tokenizer of the comparison its name, and its tokens with their kinds. A tokenizer of which
no own pattern is known here is left out: its reference is llama.cpp alone.
"""

import base64
import json
import sys

import numpy
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence, Split

SEPARATOR, FIELD = "\u241e", "\u241f"
NORMAL, UNKNOWN, CONTROL, USER_DEFINED = 1, 2, 3, 4

# Patterns as the models' tokenizer.json have them.
CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
CASED = rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+X|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*X"
LLAMA3 = rf"{CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{SPACES}"
QWEN2 = LLAMA3.replace("{1,3}", "")
GPT4O = CASED.replace("X", f"{CONTRACTION}?") + rf"|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{SPACES}"
DEEPSEEK3 = (
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"
) + SPACES
KIMI = GPT4O.replace("/]*", "]*").replace("{M}]", "{M}&&[^\\p{Han}]]")

PATTERNS = {
    "llama-bpe": [LLAMA3],
    "dbrx": [LLAMA3],
    "glm4": [LLAMA3],
    "qwen2": [QWEN2],
    "ufakzeka": [QWEN2.removeprefix(f"{CONTRACTION}|")],
    "qwen35": [QWEN2.replace(r"?\p{L}+", r"?[\p{L}\p{M}]+").replace(r"[^\s\p{L}\p{N}]", r"[^\s\p{L}\p{M}\p{N}]")],
    "minicpm5": [r"\p{N}{1,3}", LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}+")],
    "jais-2": [
        LLAMA3.removesuffix(r"\s+(?!\S)|\s+")
        + "".join(rf"\s{{{count}}}(?!\S)|" for count in [512, 256, 128, 64, 32, 16, 8, 4])
        + r"\s{1,2}(?!\S)|\s{1}"
    ],
    "deepseek-llm": [
        r"[\r\n]",
        "\\s?[A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-\u02af\u0370-\u0373"
        "\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f"
        "\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77"
        "\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d"
        "\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb"
        "\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128"
        "\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4"
        "\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf"
        "\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f\U000104b0-\U000104d3"
        "\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2\U000118a0-\U000118df\U0001e900-\U0001e943]+",
        "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+",
        r"\s+$",
        "[一-龥\u0800-一가-\ud7ff]+",
        r"\p{N}+",
    ],
    "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥\u0800-一가-\ud7ff]+", r"\p{N}"],
    "deepseek-v3": [r"\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+", DEEPSEEK3],
    "afmoe": [
        r"\p{N}{1,3}(?=(?:\p{N}{3})*(?!\p{N}))",
        "[一-鿿㐀-䶿豈-\ufaff\u3040-ゟ゠-ヿ･-ﾟ⼀-\u2fdf\u0e40-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f"
        "\uaa60-\uaa7f\ua9e0-\ua9ff\uac00-\ud7af\u1100-\u11ff]+",
        DEEPSEEK3,
    ],
    "youtu": [
        "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\u3040-ゟ゠-ヿ]+",
        GPT4O.replace("{1,3}", ""),
    ],
    "tekken": [GPT4O.replace(f"{CONTRACTION}?", "").replace("{1,3}", "")],
    "gpt-4o": [GPT4O],
    "granite-embed-multi-97m": [GPT4O],
    "tiny_aya": [r"\d{1,3}(?=(?:\d{3})*\b)", GPT4O],
    "kimi-k2": [rf"[\p{{Han}}]+|{KIMI}"],
    "superbpe": [r"\p{N}+", r"(?=(\d{3})+(?!\d))"],
    "bailingmoe": [
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
    ],
    "seed-coder": [QWEN2.replace(r"[^\s\p{L}\p{N}]+[\r\n]*", r"[^\s\p{L}\p{N}\r\n]+")],
    "exaone-moe": [
        rf"{CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?(?:\p{{L}}\p{{M}}*(?: \p{{L}}\p{{M}}*)*)+|\p{{N}}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"
    ],
}
IGNORE_MERGES = {"llama-bpe", "glm4", "minicpm5", "youtu", "tekken", "granite-embed-multi-97m"}


def splitter(name: str) -> pre_tokenizers.PreTokenizer | None:
    if name == "gpt-2":
        return ByteLevel(add_prefix_space=False)
    if name == "starcoder":
        return Sequence([Digits(individual_digits=True), ByteLevel(add_prefix_space=False)])
    if name not in PATTERNS:
        return None
    splits = [Split(Regex(pattern), "isolated") for pattern in PATTERNS[name]]
    return Sequence([*splits, ByteLevel(add_prefix_space=False, use_regex=False)])


def add_special(tokenizer: Tokenizer, tokens: list, parse: bool) -> None:
    kinds = [USER_DEFINED, CONTROL, UNKNOWN] if parse else [USER_DEFINED]
    texts = [text for text, kind in tokens if kind in kinds]
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in texts])


def made(name: str, tokens: list, vocabularies: dict, parse: bool):
    """A function from text to ids."""
    ids = {text: index for index, (text, _) in enumerate(tokens)}
    pairs = lambda merges: [tuple(merge.split(" ")) for merge in merges.split(SEPARATOR)]
    split = splitter(name)
    if split is not None:
        merges = pairs(vocabularies["byteLevel"]["merges"])
        tokenizer = Tokenizer(models.BPE(ids, merges, ignore_merges=name in IGNORE_MERGES))
        tokenizer.pre_tokenizer = split
        add_special(tokenizer, tokens, parse)
    elif name in ("sarvam-moe", "kind whitespace, lowercase"):
        merges = pairs(vocabularies["characters" if name == "sarvam-moe" else "words"]["merges"])
        tokenizer = Tokenizer(models.BPE(ids, merges, byte_fallback=True))
        tokenizer.normalizer = normalizers.Replace(" ", "\u2581") if name == "sarvam-moe" else normalizers.Lowercase()
        if name != "sarvam-moe":
            tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        add_special(tokenizer, tokens, parse)
    elif name.startswith("kind bert"):
        cased = name.endswith("cased")
        words = vocabularies["wordPieceCased" if cased else "wordPiece"]["tokens"].split(SEPARATOR)
        tokenizer = Tokenizer(models.WordPiece({text: index for index, text in enumerate(words)}, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=not cased)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        add_special(tokenizer, tokens, parse)
    else:
        return None
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def processor(vocabulary: dict, unigram: bool, add_space: bool, merge_spaces: bool):
    """SentencePiece itself with a vocabulary, its pieces given as text, score and kind."""
    proto = sentencepiece_model_pb2.ModelProto()
    for piece in vocabulary["pieces"].split(SEPARATOR):
        text, score, kind = piece.split(FIELD)
        proto.pieces.add(piece=text, score=float(score), type=int(kind))
    trainer = proto.trainer_spec
    trainer.model_type = 1 if unigram else 2
    trainer.byte_fallback = not unigram
    trainer.unk_id = 2 if unigram else 0
    normalizer = proto.normalizer_spec
    normalizer.precompiled_charsmap = base64.b64decode(vocabulary["charsmap"])
    normalizer.add_dummy_prefix = add_space
    normalizer.remove_extra_whitespaces = merge_spaces
    return sentencepiece.SentencePieceProcessor(model_proto=proto.SerializeToString())


def piece_model(name: str, vocabularies: dict):
    """
    SentencePiece's own, which never parses special tokens. Of a unigram model it normalizes only: it adds scores in 32
    bits, which decides ties; Hugging Face adds them in 64, and so does llama.cpp.
    """
    if name == "kind llama, no space added":
        return processor(vocabularies["pairs"], False, False, False).encode
    if name != "kind t5":
        return None
    sentence_piece = processor(vocabularies["unigram"], True, True, True)
    pieces = [piece.split(FIELD) for piece in vocabularies["unigram"]["pieces"].split(SEPARATOR)]
    # Special tokens must keep their places, and no text may be taken for them.
    scored = [
        (text if int(kind) == NORMAL else f"\ue000\ue001{index}", float(numpy.float32(score)))
        for index, (text, score, kind) in enumerate(pieces)
    ]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=2, byte_fallback=False))
    return lambda text: tokenizer.encode(sentence_piece.normalize(text), add_special_tokens=False).ids


def load(path: str):
    with open(path, encoding="utf8") as file:
        return json.load(file)


def main(strings_path: str, vocabularies_path: str, tokenizers_path: str, output: str) -> None:
    strings, vocabularies = load(strings_path), load(vocabularies_path)
    result = {}
    for name, tokens in load(tokenizers_path).items():
        pieces = piece_model(name, vocabularies)
        if pieces is not None:
            encoders = {"plain": pieces}
        else:
            encoders = {mode: made(name, tokens, vocabularies, mode == "parsed") for mode in ("plain", "parsed")}
        if all(encoders.values()):
            result[name] = {
                mode: [None if pieces and "\u2581" in text else encode(text) for text in strings]
                for mode, encode in encoders.items()
            }
    with open(output, "w", encoding="utf8") as file:
        json.dump(result, file)


main(*sys.argv[1:])
