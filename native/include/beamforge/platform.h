// What differs between a C++ compiler and nvcc; everything else in this directory is the same source
// for both.
#pragma once

#if defined(__CUDACC__)
#define BF_HD __host__ __device__
#define BF_NOINLINE __noinline__
// Before loops off the hot path: unrolled, they would make the image several times as large.
#define BF_ROLLED _Pragma("unroll 1")
#else
#define BF_HD
#define BF_NOINLINE __attribute__((noinline))
#define BF_ROLLED
#endif

// Shared memory of a block; the emulation on the CPU has its own (native/cpu/emulated_gpu.h).
#if defined(__CUDACC__)
#define BF_DYNAMIC_SHARED(name) extern __shared__ __align__(16) unsigned char name[]
#define BF_STATIC_SHARED(type, name) __shared__ type name
#endif

#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace beamforge {

BF_HD inline double infinity() { return HUGE_VAL; }
BF_HD inline bool isFinite(double x) { return x - x == 0; }
BF_HD inline double larger(double a, double b) { return a > b ? a : b; }
BF_HD inline double smaller(double a, double b) { return a < b ? a : b; }
BF_HD inline int smallerOf(int a, int b) { return a < b ? a : b; }
BF_HD inline int largerOf(int a, int b) { return a > b ? a : b; }

}  // namespace beamforge
