#!/usr/bin/env bash
# Puts ONNX Runtime's CUDA provider beside the library that loads it. Usage: cuda-provider.sh REQUIREMENTS LIBRARY_FOLDER
set -euo pipefail
requirements=$1 library=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# pip refuses a file whose SHA-256 is not the pinned one.
pip download --quiet --no-deps --no-cache-dir --require-hashes --only-binary :all: \
  --python-version 3.12 --platform manylinux_2_28_x86_64 --dest "$work" -r "$requirements"
unzip -q "$work"/*.whl 'onnxruntime/capi/libonnxruntime*' -d "$work"

# A provider of another build than the library would crash: both libraries name the commit that they were built from.
commit_of() { { grep -ao 'git-commit-id=[0-9a-f]*' "$1" || true; } | sort -u | head -n 1; }
ours=$(commit_of "$library/libonnxruntime.so.1")
theirs=$(commit_of "$work"/onnxruntime/capi/libonnxruntime.so.*)
if [ -z "$ours" ] || [ "$ours" != "$theirs" ]; then
  echo "onnxruntime-node was built from ${ours:-an unknown commit}, the CUDA provider from ${theirs:-an unknown one}." >&2
  echo "Put the version of onnxruntime-node into $requirements." >&2
  exit 1
fi
cp "$work"/onnxruntime/capi/libonnxruntime_providers_{shared,cuda}.so "$library/"
