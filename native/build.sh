#!/usr/bin/env bash
# Builds the kernel image that the product ships, and writes the hash of its sources beside it. Needs
# nvcc 12.8 or newer; nothing else of CUDA, and no GPU. Takes about three minutes.
#
#   native/build.sh            the image
#   native/build.sh --hash     prints the hash of the sources and builds nothing
#   native/build.sh --report   prints registers, stack and spills of every kernel
#   native/build.sh --cpu      the CPU program for tests and sanitizers: $CXX and $CXXFLAGS count
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

resources=../src/main/resources/org/beamforge/cuda
# Code for sm_80 runs on sm_86 and sm_89 too; more copies would only make the image larger.
architectures=(75 80 90 100)

# What the image is made from: names and contents of the sources, in a fixed order.
source_hash() {
    find include cuda -type f | LC_ALL=C sort | while IFS= read -r file; do
        printf '%s\n' "$file"
        cat "$file"
    done | sha256sum | cut -d ' ' -f 1
}

flags=(-std=c++17 -O3 -Iinclude)
case ${1:-} in
--hash)
    source_hash
    ;;
--report)
    for arch in "${architectures[@]}"; do
        nvcc "${flags[@]}" -Xptxas -v -arch="sm_$arch" -cubin cuda/kernels.cu -o /dev/null 2>&1
    done
    ;;
--cpu)
    mkdir -p ../target/native
    # shellcheck disable=SC2086
    ${CXX:-g++} -std=c++17 ${CXXFLAGS:--O2} -Wall -Wextra -Iinclude cpu/batch.cc \
        -o ../target/native/beamforge-native
    ;;
"")
    targets=()
    for arch in "${architectures[@]}"; do
        targets+=(-gencode "arch=compute_$arch,code=sm_$arch")
    done
    targets+=(-gencode "arch=compute_75,code=compute_75") # for what comes after
    mkdir -p "$resources"
    nvcc "${flags[@]}" "${targets[@]}" --threads 0 --compress-mode=size -fatbin \
        cuda/kernels.cu -o "$resources/kernels.fatbin"
    source_hash >"$resources/kernels.sha256"
    ls -l "$resources"
    ;;
*)
    echo "build.sh: unknown option $1" >&2
    exit 2
    ;;
esac
