"""The rows of GpuBenchmark.cs in PyTorch, eager and compiled, and their ratios to ModelGen's.

usage: python3 peers.py modelgen.json
"""
import json
import statistics
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

device = torch.device("cuda")


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3), nn.Conv2d(64, 64, 3)
        self.d, self.e = nn.Linear(576, 64), nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.a(x)), 2)
        x = F.max_pool2d(F.relu(self.b(x)), 2)
        return self.e(F.relu(self.d(F.relu(self.c(x)).flatten(1))))


class TextLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.lstm, self.head = nn.Embedding(10_000, 64), nn.LSTM(64, 64, batch_first=True), nn.Linear(64, 1)

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0][:, -1]).squeeze(1)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, w = x.shape
        q, k, v = (y.view(b, t, self.heads, -1).transpose(1, 2) for y in self.qkv(self.n1(x)).chunk(3, -1))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(a.transpose(1, 2).reshape(b, t, w))
        return x + self.down(F.gelu(self.up(self.n2(x))))


class CharGpt(nn.Module):
    def __init__(self, context=64, vocabulary=65, width=128, heads=4, blocks=4):
        super().__init__()
        self.token, self.position = nn.Embedding(vocabulary, width), nn.Parameter(0.02 * torch.randn(context, width))
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(blocks)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.token(x) + self.position))).flatten(0, 1)


def mlp():
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def step_time(model, make, loss_of, compiled, steps=200):
    """Median µs of a training step with Adam; every batch comes from page-locked memory, as in ModelGen."""
    model = model.to(device)
    run = torch.compile(model, mode="max-autotune") if compiled else model
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
    batches = [tuple(part.pin_memory() for part in make()) for _ in range(8)]

    def step(i):
        x, y = (part.to(device, non_blocking=True) for part in batches[i % 8])
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(run(x), y)
        loss.backward()
        optimizer.step()

    for i in range(30):
        step(i)
    times = []
    for _ in range(5):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for i in range(steps):
            step(i)
        torch.cuda.synchronize()
        times.append((time.perf_counter() - start) / steps * 1e6)
    return statistics.median(times)


def product_rate(kind, side=4096, repetitions=20):
    """Median TFLOP/s of cuBLAS."""
    torch.backends.cuda.matmul.allow_tf32 = kind == "TF32"
    dtype = torch.bfloat16 if kind == "BF16" else torch.float32
    a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    for _ in range(5):
        a @ b
    times = []
    for _ in range(5):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(repetitions):
            a @ b
        torch.cuda.synchronize()
        times.append((time.perf_counter() - start) / repetitions)
    return 2 * side**3 / statistics.median(times) / 1e12


def main():
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False      # ModelGen's steps are fp32
    cross_entropy = lambda y, t: F.cross_entropy(y, t.flatten())
    rows = {
        "MLP, batch 32": (mlp, lambda: (torch.rand(32, 784), torch.randint(10, (32,))), cross_entropy),
        "CNN, batch 32": (Cnn, lambda: (torch.rand(32, 1, 28, 28), torch.randint(10, (32,))), cross_entropy),
        "text LSTM, batch 32": (TextLstm, lambda: (torch.randint(10_000, (32, 100)), torch.randint(2, (32,)).float()), F.binary_cross_entropy_with_logits),
        "CharGpt, batch 12": (CharGpt, lambda: (torch.randint(65, (12, 64)), torch.randint(65, (12, 64))), cross_entropy),
    }
    print(f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}")
    for result in json.load(open(sys.argv[1])):
        name, value = result["Name"], result["Value"]
        if name in rows:
            model, make, loss_of = rows[name]
            eager, compiled = (step_time(model(), make, loss_of, c) for c in (False, True))
            print(f"{name}: {value:.0f} µs; eager {eager:.0f} ({eager / value:.2f}×), compiled {compiled:.0f} ({compiled / value:.2f}×)")
        else:
            rate = product_rate(name.split(", ")[1])
            print(f"{name}: {value:.1f} TFLOP/s, {value / rate:.0%} of cuBLAS ({rate:.1f})")


if __name__ == "__main__":
    main()
