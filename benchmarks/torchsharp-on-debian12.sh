#!/usr/bin/env bash
# Runs the benchmarks where TorchSharp's native library does not load for want of GLIBCXX_3.4.32 (Debian 12 has 3.4.30):
#   benchmarks/torchsharp-on-debian12.sh peers --quick
# The library needs one symbol of that version, an empty function of <iostream>. A library that is preloaded supplies it,
# and the copy of libLibTorchSharp.so beside the benchmarks no longer insists on the version. Needs gcc and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/ModelGen.Benchmarks"
dotnet build -c Release
readonly output=$PWD/bin/Release/net10.0
readonly native=$output/runtimes/linux-x64/native
echo 'void _ZSt21ios_base_library_initv(void) {}' | gcc -shared -fPIC -x c -o "$output/libios_init.so" -
python3 - "$native/libLibTorchSharp.so" << 'PYTHON'
import os, struct, sys

def elf_hash(name):
    value = 0
    for character in name:
        value = (value << 4) + ord(character)
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high
    return value & 0xFFFFFFFF

path = sys.argv[1]
data = bytearray(open(path, 'rb').read())
# Elf64_Vernaux: hash (4), flags (2), other (2), …; the flag 2 (weak) makes a missing version a warning.
needle = struct.pack('<I', elf_hash('GLIBCXX_3.4.32'))
place = data.find(needle)
while place >= 0:
    flags, other = struct.unpack('<HH', data[place + 4:place + 8])
    if flags == 0 and other < 200:
        data[place + 4:place + 6] = struct.pack('<H', 2)
    place = data.find(needle, place + 1)
with open(path + '.new', 'wb') as file:
    file.write(data)
os.replace(path + '.new', path)
PYTHON
exec env LD_PRELOAD="$output/libios_init.so" LD_LIBRARY_PATH="$native" dotnet "$output/ModelGen.Benchmarks.dll" "$@"
