"""Writes what the PyPI package gguf makes of blocks of every weight type: the reference of Cria's own decoders.

    pip install gguf==0.19.0
    python generate.py ../../packages/engine/src/weights/gguf-vectors.json
    npx biome format --write ../../packages/engine/src/weights/gguf-vectors.json

The blocks are not written, only how they are made, the SHA-256 of blocks and weights, and a few weights to look at:
gguf-vectors.test.ts makes the blocks anew. They are RANDOM random blocks, with scales that are finite, and then one
block for each fill of FILLS and each scale of SCALES. NumPy warns of an overflow: MXFP4's largest scales make infinite
weights.
"""

import hashlib
import itertools
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Iterator

import numpy
from gguf import GGMLQuantizationType, quants

# Enough that every entry of every grid is used.
RANDOM = 1024

# Byte i of a filled block is start + step * i (mod 256): all zeros, all ones, alternating bits, every nibble and byte.
FILLS = [(0x00, 0), (0xFF, 0), (0x55, 0), (0xAA, 0), (0x00, 17), (0x80, 1)]

# Where a type keeps its scales, and which are tried: +0, -0, the smallest subnormals, the largest, the median ones.
# "split" is the half that IQ1_M has in the top nibbles of four words.
SCALES = {
    "half": [0x0000, 0x8000, 0x0001, 0x8001, 0x7BFF, 0xFBFF, 0x3C00, 0xBC00],
    "split": [0x0000, 0x8000, 0x0001, 0x8001, 0x7BFF, 0xFBFF, 0x3C00, 0xBC00],
    "bfloat": [0x0000, 0x8000, 0x0001, 0x8001, 0x7F7F, 0xFF7F, 0x3F80, 0xBF80],
    "byte": [0x00, 0x01, 0x02, 0x08, 0x7E, 0x7F, 0x80, 0xFE],
}

# Name, kind of scale, byte offsets of the scales.
TYPES = [("F32", "bfloat", [2]), ("F16", "half", [0]), ("BF16", "bfloat", [0])]
TYPES += [(name, "half", [0]) for name in ["Q4_0", "Q5_0", "Q8_0", "IQ4_NL", "Q1_0", "Q2_0", "IQ4_XS"]]
TYPES += [(name, "half", [0]) for name in ["IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S", "IQ1_S"]]
TYPES += [(name, "half", [0, 2]) for name in ["Q4_1", "Q5_1", "Q4_K", "Q5_K"]]
TYPES += [("Q2_K", "half", [80, 82]), ("Q3_K", "half", [108]), ("Q6_K", "half", [208])]
TYPES += [("TQ1_0", "half", [52]), ("TQ2_0", "half", [64]), ("IQ1_M", "split", [48])]
TYPES += [("MXFP4", "byte", [0]), ("NVFP4", "byte", [0, 1, 2, 3])]

# gguf 0.19 cannot dequantise these two, and does not know the second: id, weights, bytes, and the formula.
BITS = numpy.arange(8, dtype=numpy.uint8)


def q1_0(blocks: numpy.ndarray) -> numpy.ndarray:
    d = blocks[:, :2].view(numpy.float16).astype(numpy.float32)
    bits = (blocks[:, 2:, None] >> BITS & 1).reshape(len(blocks), 128)
    return d * (2 * bits.astype(numpy.float32) - 1)


def q2_0(blocks: numpy.ndarray) -> numpy.ndarray:
    d = blocks[:, :2].view(numpy.float16).astype(numpy.float32)
    codes = (blocks[:, 2:, None] >> BITS[::2] & 3).reshape(len(blocks), 64)
    return d * (codes.astype(numpy.float32) - 1)


OURS: dict[str, tuple[int, int, int, Callable[[numpy.ndarray], numpy.ndarray]]] = {
    "Q1_0": (41, 128, 18, q1_0),
    "Q2_0": (42, 64, 18, q2_0),
}


def xorshift32(seed: int) -> Iterator[int]:
    """The upper bytes of Marsaglia's generator (13, 17, 5), without end."""
    state = seed
    while True:
        state = (state ^ state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state = (state ^ state << 5) & 0xFFFFFFFF
        yield state >> 24


def put_scale(block: bytearray, kind: str, at: int, bits: int) -> None:
    if kind == "byte":
        block[at] = bits
    elif kind == "split":
        for j in range(4):
            high = at + 2 * j + 1
            block[high] = block[high] & 15 | (bits >> 4 * j & 15) << 4
    else:
        block[at : at + 2] = bits.to_bytes(2, "little")


def get_scale(block: bytearray, kind: str, at: int) -> int:
    if kind == "byte":
        return block[at]
    if kind == "split":
        return sum(block[at + 2 * j + 1] >> 4 << 4 * j for j in range(4))
    return int.from_bytes(block[at : at + 2], "little")


def finite(kind: str, bits: int) -> int:
    """Scales that are not finite lose a bit of their exponent: the upper one, or of a byte the lowest."""
    if kind == "byte":
        return bits & 0xFE if bits == 0xFF else bits
    exponent = 0x7F80 if kind == "bfloat" else 0x7C00
    return bits & 0xBFFF if bits & exponent == exponent else bits


def make_blocks(size: int, kind: str, offsets: list[int], seed: int) -> bytes:
    random = xorshift32(seed)
    made = bytearray()
    for _ in range(RANDOM):
        block = bytearray(itertools.islice(random, size))
        for at in offsets:
            put_scale(block, kind, at, finite(kind, get_scale(block, kind, at)))
        made += block
    scales = SCALES[kind]
    for f, (start, step) in enumerate(FILLS):
        for s in range(len(scales)):
            block = bytearray((start + step * i) % 256 for i in range(size))
            # The second scale of a block is another than the first.
            for n, at in enumerate(offsets):
                put_scale(block, kind, at, scales[(s + n * (f + 1)) % len(scales)])
            made += block
    return bytes(made)


def vector(name: str, kind: str, offsets: list[int], seed: int) -> dict[str, Any]:
    if name in OURS:
        number, weights, size, formula = OURS[name]
    else:
        quant = GGMLQuantizationType[name]
        number, (weights, size) = quant.value, quants.GGML_QUANT_SIZES[quant]
        formula = lambda blocks: quants.dequantize(blocks, quant)  # noqa: E731
    made = make_blocks(size, kind, offsets, seed)
    blocks = numpy.frombuffer(made, dtype=numpy.uint8).reshape(-1, size)
    out = numpy.ascontiguousarray(formula(blocks), dtype=numpy.float32).reshape(-1)
    assert out.size == len(blocks) * weights and not numpy.isnan(out).any()
    # Seven weights over the random blocks.
    samples = [out[RANDOM * weights * n // 7 + n] for n in range(7)]
    return {
        "name": name,
        "type": number,
        "blockSize": weights,
        "bytesPerBlock": size,
        "scale": kind,
        "scalesAt": offsets,
        "seed": seed,
        "blocks": len(blocks),
        "blocksSha256": hashlib.sha256(made).hexdigest(),
        "weightsSha256": hashlib.sha256(out.tobytes()).hexdigest(),
        "samples": [float(sample) for sample in samples],
    }


def main() -> None:
    table = {
        "source": f"tools/gguf-vectors/generate.py, PyPI package gguf {version('gguf')}; Q1_0 and Q2_0 by formula",
        "random": RANDOM,
        "fills": FILLS,
        "scales": SCALES,
        "types": [vector(*entry, seed=n + 1) for n, entry in enumerate(TYPES)],
    }
    Path(sys.argv[1]).write_text(json.dumps(table, allow_nan=False), encoding="utf-8")


if __name__ == "__main__":
    main()
