#!/usr/bin/env bash
# Fails when ONNX Runtime's CUDA provider would not find a library that it needs: those that it is linked with, as ldd
# tells, and those that it opens when a model needs them. libcuda.so.1 is the host's driver. Usage: check-cuda.sh FOLDER
set -euo pipefail
missing=$(ldd "$1/libonnxruntime_providers_cuda.so" "$1/libonnxruntime_providers_shared.so" |
  awk '/not found/ && $1 != "libcuda.so.1" {print $1}')
for library in libcudnn.so.9 libcufft.so.12 libnvrtc.so.13; do
  ldconfig -p | grep -q "${library} " || missing+=" ${library}"
done
if [ -n "${missing}" ]; then
  echo "The base image lacks libraries of CUDA 13 or cuDNN 9:" ${missing} >&2
  exit 1
fi
