"""Writes the grids of the IQ1, IQ2 and IQ3 formats as a C header, from the PyPI package gguf.

    pip install gguf==0.19.0
    python generate.py ../../packages/engine/native/formats/iq-grids.h

An entry becomes a 16-bit number: 2 bits for each of 8 weights, or a nibble for each of 4, the first weight lowest.
They are the index of the weight's magnitude.
"""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
from gguf import quants

# SHA-256 over the grid of llama.cpp's ggml/src/ggml-common.h, a byte per weight, entry after entry.
GRIDS = {
    "iq2xxs": (quants.IQ2_XXS, "05826b5d3e472a3a78f196be62ac78acf81df0f909626e12ab9fa2a5d490dd54"),
    "iq2xs": (quants.IQ2_XS, "06e47aaca60b4dc1d9b5a3f34540437058a6b142b4d7a59d5ded769b4d1bf1de"),
    "iq2s": (quants.IQ2_S, "e1aa1473412b0552c2174c30ef22ab4073f6a181b85a17056e8249bd2932fd88"),
    "iq3xxs": (quants.IQ3_XXS, "46e35f5a997efdee6c99ce57854c8a0d4f0ff8ca57e5e8a60c0793ea580acf5d"),
    "iq3s": (quants.IQ3_S, "bd1af4945a1717c65610b0284e4628b9a1ba3b306fae3a06f6e5f597356e349f"),
    "iq1s": (quants.IQ1_S, "07540ffc1aeaf6ad4d97e96b0fcc765aae39671d4ae4a27bbd0e796fde167c6a"),
}


def entries(name: str) -> list[int]:
    """The packed entries of a grid, whose magnitudes have the known sum."""
    quant, sha256 = GRIDS[name]
    quant.init_grid()
    grid = quant.grid.reshape(quant.grid_shape).astype(numpy.int8)
    if hashlib.sha256(grid.tobytes()).hexdigest() != sha256:
        raise ValueError(f"{name}_grid is not the known one")
    index_of = {magnitude: index for index, magnitude in enumerate(quant.grid_map)}
    bits = 16 // quant.grid_shape[1]
    return [sum(index_of[magnitude] << bits * j for j, magnitude in enumerate(entry)) for entry in grid.tolist()]


def table(name: str) -> list[str]:
    packed = [f"{entry:#06x}," for entry in entries(name)]
    rows = [" ".join(packed[i : i + 14]) for i in range(0, len(packed), 14)]
    magnitudes = ", ".join(str(magnitude) for magnitude in GRIDS[name][0].grid_map)
    width = GRIDS[name][0].grid_shape[1]
    return [
        "",
        f"/* {width} weights of {magnitudes}. */",
        f"static const uint16_t {name}_grid[{len(packed)}] = {{",
        *(f"    {row}" for row in rows),
        "};",
    ]


def main() -> None:
    lines = [
        f"/* Written by tools/iq-grids/generate.py from the PyPI package gguf {version('gguf')}: llama.cpp's grids (MIT). */",
        "#ifndef CRIA_IQ_GRIDS_H",
        "#define CRIA_IQ_GRIDS_H",
        "",
        "#include <stdint.h>",
        "",
        "/* Indices of the weights' magnitudes, the first weight lowest: 2 bits for each of 8, 4 bits for each of 4. */",
        *(line for name in GRIDS for line in table(name)),
        "",
        "#endif",
    ]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
