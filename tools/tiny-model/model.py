"""The qwen3 architecture, as small as it is useful: a decoder with q/k norms, grouped heads, SwiGLU and a tied head."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """Sizes of the model; hidden and ffn are multiples of 256, the longest block of any GGUF tensor type."""

    vocabulary: int = 2048
    hidden: int = 256
    ffn: int = 768
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head: int = 64
    context: int = 2048
    rope_theta: float = 10_000.0
    norm_epsilon: float = 1e-6


class RmsNorm(nn.Module):
    """x / rms(x) * weight over the last axis, computed in float32."""

    def __init__(self, size: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x.float(), (x.shape[-1],), self.weight, self.epsilon)


def rotation(rows: int, shape: Shape) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions, each [rows, head / 2]."""
    frequencies = shape.rope_theta ** (-torch.arange(0, shape.head, 2).float() / shape.head)
    angles = torch.outer(torch.arange(rows).float(), frequencies)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary embedding, NEOX pairing: element i turns with element i + head / 2. x is [batch, heads, rows, head]."""
    low, high = x.chunk(2, dim=-1)
    return torch.cat((low * cos - high * sin, high * cos + low * sin), dim=-1)


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.q = nn.Linear(shape.hidden, shape.heads * shape.head, bias=False)
        self.k = nn.Linear(shape.hidden, shape.kv_heads * shape.head, bias=False)
        self.v = nn.Linear(shape.hidden, shape.kv_heads * shape.head, bias=False)
        self.o = nn.Linear(shape.heads * shape.head, shape.hidden, bias=False)
        self.q_norm = RmsNorm(shape.head, shape.norm_epsilon)
        self.k_norm = RmsNorm(shape.head, shape.norm_epsilon)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        batch, rows, _ = x.shape
        head = self.shape.head
        q = rotate(self.q_norm(self.q(x).view(batch, rows, -1, head)).transpose(1, 2), cos, sin)
        k = rotate(self.k_norm(self.k(x).view(batch, rows, -1, head)).transpose(1, 2), cos, sin)
        v = self.v(x).view(batch, rows, -1, head).transpose(1, 2)
        group = self.shape.heads // self.shape.kv_heads
        k, v = (t.repeat_interleave(group, dim=1) for t in (k, v))
        # Written out: the fused kernel's backward pass takes several times longer for rows this short.
        scores = torch.matmul(q.to(v.dtype), k.to(v.dtype).transpose(2, 3)).float() * head**-0.5 + mask
        y = torch.matmul(scores.softmax(dim=-1).to(v.dtype), v)
        return self.o(y.transpose(1, 2).reshape(batch, rows, -1))


class Mlp(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.up = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.down = nn.Linear(shape.ffn, shape.hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = RmsNorm(shape.hidden, shape.norm_epsilon)
        self.attention = Attention(shape)
        self.mlp_norm = RmsNorm(shape.hidden, shape.norm_epsilon)
        self.mlp = Mlp(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), cos, sin, mask)
        return x + self.mlp(self.mlp_norm(x))


class Model(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = RmsNorm(shape.hidden, shape.norm_epsilon)
        cos, sin = rotation(shape.context, shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                deep = (2 * shape.layers) ** -0.5 if name.endswith(("o.weight", "down.weight")) else 1.0
                nn.init.normal_(weight, std=0.02 * deep if name.startswith("embedding") else weight.shape[1] ** -0.5 * deep)

    def forward(self, ids: Tensor) -> Tensor:
        """Normalised hidden states [batch, rows, hidden] of token ids [batch, rows]."""
        rows = ids.shape[1]
        x = self.embedding(ids)
        cos, sin = self.cos[:rows], self.sin[:rows]
        mask = torch.full((rows, rows), -torch.inf).triu(1)
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        return self.norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of each token, through the tied head."""
        return F.linear(hidden, self.embedding.weight)
