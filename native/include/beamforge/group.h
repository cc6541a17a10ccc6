// The lanes that work on one problem together.
//
// Every function of the core is called by all lanes of a group with the same arguments. Vectors and
// matrices lie in memory that all lanes see, and a phase that reads what another one wrote is
// separated from it by sync(). Scalars that steer the control flow are computed by every lane from
// the same data, or come out of a reduction, which gives every lane the same bits: so lanes of a
// group never part.
#pragma once

#include "beamforge/platform.h"

namespace beamforge {

// A group of one, for the CPU.
struct SingleLane {
    static constexpr int THREADS = 1;
    // A group may consist of warps, over which independent sums are spread.
    BF_HD int warp() const { return 0; }
    BF_HD int warps() const { return 1; }
    BF_HD int lane() const { return 0; }
    BF_HD int lanes() const { return 1; }
    BF_HD double warpSum(double x) const { return x; }
    BF_HD int rank() const { return 0; }
    BF_HD int size() const { return 1; }
    BF_HD void sync() const {}
    BF_HD double sum(double x) const { return x; }
    BF_HD double max(double x) const { return x; }
    BF_HD int first(int x) const { return x; }
};

#if defined(__CUDACC__) || defined(BF_LANES)

// Lanes of a warp. Only the emulation on the CPU (native/cpu/lanes.cc) also builds with fewer.
#ifndef BF_WARP
#define BF_WARP 32
#endif
constexpr int WARP = BF_WARP;

// The emulation has to name the place of a sync, so there it comes as a hidden argument.
#if defined(BF_LANES)
#define BF_PLACE const char *file = __builtin_FILE(), int line = __builtin_LINE()
#define BF_AND_PLACE , BF_PLACE
#define BF_AT(what) lanes::at(what, file, line)
#else
#define BF_PLACE
#define BF_AND_PLACE
#define BF_AT(what)
#endif

// Sum over a warp by a butterfly: at every level two lanes add the same two numbers, so all get the
// same bits. Shuffles order no memory accesses.
__device__ inline double warpSumOf(double x) {
    for (int step = WARP / 2; step > 0; step >>= 1) {
        x += __shfl_xor_sync(0xffffffffu, x, step);
    }
    return x;
}

__device__ inline double warpMaxOf(double x) {
    for (int step = WARP / 2; step > 0; step >>= 1) {
        x = larger(x, __shfl_xor_sync(0xffffffffu, x, step));
    }
    return x;
}

// The same over a block of several warps; scratch: [warps], shared.
__device__ BF_NOINLINE inline double blockSumOf(double x, double* scratch, unsigned warps) {
    x = warpSumOf(x);
    if (threadIdx.x % WARP == 0) {
        scratch[threadIdx.x / WARP] = x;
    }
    __syncthreads();
    double total = scratch[0];
    BF_ROLLED
    for (unsigned w = 1; w < warps; w++) {
        total += scratch[w];
    }
    __syncthreads();
    return total;
}

__device__ BF_NOINLINE inline double blockMaxOf(double x, double* scratch, unsigned warps) {
    x = warpMaxOf(x);
    if (threadIdx.x % WARP == 0) {
        scratch[threadIdx.x / WARP] = x;
    }
    __syncthreads();
    double most = scratch[0];
    BF_ROLLED
    for (unsigned w = 1; w < warps; w++) {
        most = larger(most, scratch[w]);
    }
    __syncthreads();
    return most;
}

// A block of one warp or of several, as it is launched: one body of code for small and for large
// problems, at the price of one uniform branch per sync.
struct TeamGroup {
    double* scratch;  // [warps], shared

    __device__ explicit TeamGroup(double* shared) : scratch(shared) {}
    __device__ int rank() const { return static_cast<int>(threadIdx.x); }
    __device__ int size() const { return static_cast<int>(blockDim.x); }
    __device__ void sync(BF_PLACE) const {
        BF_AT("sync");
        meet();
    }
    __device__ double sum(double x BF_AND_PLACE) const {
        BF_AT("sum");
        return blockDim.x == WARP ? warpSumOf(x) : blockSumOf(x, scratch, blockDim.x / WARP);
    }
    __device__ double max(double x BF_AND_PLACE) const {
        BF_AT("max");
        return blockDim.x == WARP ? warpMaxOf(x) : blockMaxOf(x, scratch, blockDim.x / WARP);
    }
    __device__ int first(int x BF_AND_PLACE) const {
        BF_AT("first");
        if (threadIdx.x == 0) {
            scratch[0] = x;
        }
        meet();
        int value = static_cast<int>(scratch[0]);
        meet();
        return value;
    }

private:
    __device__ void meet() const {
        if (blockDim.x == WARP) {
            __syncwarp();
        } else {
            __syncthreads();
        }
    }
};

// A block of a fixed number of warps, for the work on whole arrays.
template <int BLOCK_THREADS>
struct BlockGroup {
    static constexpr int THREADS = BLOCK_THREADS;
    static constexpr int WARPS = BLOCK_THREADS / WARP;
    double* scratch;  // [WARPS], shared

    __device__ explicit BlockGroup(double* shared) : scratch(shared) {}
    __device__ int warp() const { return static_cast<int>(threadIdx.x / WARP); }
    __device__ int warps() const { return WARPS; }
    __device__ int lane() const { return static_cast<int>(threadIdx.x % WARP); }
    __device__ int lanes() const { return WARP; }
    __device__ double warpSum(double x BF_AND_PLACE) const {
        BF_AT("warpSum");
        return warpSumOf(x);
    }
    __device__ int rank() const { return static_cast<int>(threadIdx.x); }
    __device__ int size() const { return THREADS; }
    __device__ void sync(BF_PLACE) const {
        BF_AT("sync");
        __syncthreads();
    }
    __device__ double sum(double x BF_AND_PLACE) const {
        BF_AT("sum");
        return blockSumOf(x, scratch, WARPS);
    }
    __device__ double max(double x BF_AND_PLACE) const {
        BF_AT("max");
        return blockMaxOf(x, scratch, WARPS);
    }
};

#endif

}  // namespace beamforge
