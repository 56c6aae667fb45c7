"""Trains the vocabulary and the model from nothing, and can go on from its last checkpoint."""

import argparse
import json
import math
import os
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

import vocabulary
from conversation import MODEL_FOLDER, Message
from dataset import Batch, Dataset, vocabulary_texts
from model import Model, Shape


def weighted_loss(hidden: Tensor, head: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Sum of the weighted cross entropies. hidden [tokens, hidden], head [vocabulary, hidden]."""
    losses = F.cross_entropy(F.linear(hidden, head).float(), targets, reduction="none")
    return (losses * weights).sum()


def last_question(messages: list[Message]) -> str:
    return [message["content"] for message in messages if message["role"] == "user"][-1]


def excluded_questions(path: Path) -> set[str]:
    """What the held-out table asks in words of its own: the system prompt, else the last question."""
    if not path.exists():
        return set()
    rows = json.loads(path.read_text(encoding="utf-8"))
    asked = set()
    for row in rows:
        if "suffix" in row:
            asked.add(row["prompt"] + "\0" + row["suffix"])
        else:
            first, *_ = row["messages"]
            asked.add(first["content"] if first["role"] == "system" else last_question(row["messages"]))
    return asked


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Rises over 100 steps, then falls with the cosine to nothing."""
    warm = 100
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def optimisers(model: Model, peak: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the layers, which learns from about half the text that AdamW needs; AdamW for the rest."""
    matrices = [weight for name, weight in model.named_parameters() if name.startswith("layers.") and weight.dim() == 2]
    vectors = [weight for weight in model.parameters() if weight.dim() == 1]
    return [
        torch.optim.Muon(matrices, lr=peak, weight_decay=0.05, momentum=0.95, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW([model.embedding.weight, *vectors], lr=peak, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder for the checkpoint and the vocabulary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3250)
    parser.add_argument("--tokens", type=int, default=3072, help="tokens of a batch; a step takes two batches")
    parser.add_argument("--peak", type=float, default=3e-3, help="highest learning rate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pause-file", type=Path, help="training sleeps while this file exists")
    parser.add_argument("--stop-at", type=int, help="step at which to stop and keep the checkpoint")
    parser.add_argument("--eager", action="store_true", help="do not compile: slower, needs no C++ compiler")
    return parser.parse_args()


def prepare_vocabulary(folder: Path, seed: int, size: int) -> vocabulary.Tokenizer:
    path = folder / "tokenizer.json"
    if not path.exists():
        vocabulary.train(vocabulary_texts(seed, 20_000), size).save(str(path))
    return vocabulary.load(path)


def main() -> None:
    options = arguments()
    options.output.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    shape = Shape()
    tokenizer = prepare_vocabulary(options.output, options.seed, shape.vocabulary)
    data = Dataset(tokenizer, options.seed, excluded_questions(MODEL_FOLDER / "heldout.json"), options.tokens)
    model = Model(shape)
    steppers = optimisers(model, options.peak)
    state = {"step": 0, "pool": 0, "batch": 0, "seconds": 0.0}
    checkpoint = options.output / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        for stepper, kept in zip(steppers, saved["optimisers"], strict=True):
            stepper.load_state_dict(kept)
        state = saved["state"]
    loss_of = weighted_loss
    if not options.eager:
        for layer in model.layers:
            layer.compile(dynamic=True)
        loss_of = torch.compile(weighted_loss, dynamic=True)

    batches: list[Batch] = []

    def next_batch() -> Batch:
        nonlocal batches
        if not batches:
            batches = data.pool(state["pool"])
        batch = batches[state["batch"]]
        state["batch"] += 1
        if state["batch"] == len(batches):
            batches, state["pool"], state["batch"] = [], state["pool"] + 1, 0
        return batch

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        kept = [stepper.state_dict() for stepper in steppers]
        torch.save({"model": model.state_dict(), "optimisers": kept, "state": state}, part)
        os.replace(part, checkpoint)

    begun = saved_at = time.time()
    mean = 0.0
    while state["step"] < (options.stop_at or options.steps):
        while options.pause_file is not None and options.pause_file.exists():
            time.sleep(1)
            begun += 1
        rate = learning_rate(state["step"], options.steps, options.peak)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = rate
        pair = [next_batch(), next_batch()]
        total = sum(batch.weights[:, 1:].sum() for batch in pair)
        step_loss = 0.0
        for batch in pair:
            with torch.autocast("cpu", torch.bfloat16):
                hidden = model(batch.ids[:, :-1]).flatten(0, 1)
                targets, weights = batch.ids[:, 1:].flatten(), batch.weights[:, 1:].flatten()
                counts = weights > 0
                loss = loss_of(hidden[counts], model.embedding.weight, targets[counts], weights[counts]) / total
            loss.backward()
            step_loss += loss.item()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
        model.zero_grad()
        state["step"] += 1
        mean = step_loss if mean == 0 else 0.98 * mean + 0.02 * step_loss
        if state["step"] % 20 == 0:
            minutes = (state["seconds"] + time.time() - begun) / 60
            print(f"step {state['step']} loss {mean:.4f} rate {rate:.2e} minutes {minutes:.1f}", flush=True)
        if time.time() - saved_at > 60:
            state["seconds"] += time.time() - begun
            begun = saved_at = time.time()
            save()
    state["seconds"] += time.time() - begun
    save()


if __name__ == "__main__":
    main()
