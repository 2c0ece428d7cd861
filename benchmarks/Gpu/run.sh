#!/usr/bin/env bash
# ModelGen beside PyTorch on this machine's NVIDIA GPU.
#   benchmarks/Gpu/run.sh           builds (needs the .NET SDK), runs both
#   benchmarks/Gpu/run.sh BINARY    runs a published binary: dotnet publish -c Release benchmarks/Gpu -o out
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=$(mktemp)
trap 'rm -f "$results"' EXIT
if [ $# -gt 0 ]; then
    timeout 600 "$1" gpu --json "$results"
else
    timeout 900 dotnet run -c Release --project "$here" -- gpu --json "$results"
fi
if python3 -c 'import torch; raise SystemExit(not torch.cuda.is_available())' 2> /dev/null; then
    timeout 1200 python3 "$here/peers.py" "$results"
else
    echo "no PyTorch with CUDA here: nothing to compare with"
fi
