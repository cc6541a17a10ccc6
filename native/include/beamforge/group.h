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

#if defined(__CUDACC__)

// A block of one warp or of several, as it is launched: one body of code for small and for large
// problems, at the price of one uniform branch per sync.
struct TeamGroup {
    double* scratch;  // [warps], shared

    __device__ explicit TeamGroup(double* shared) : scratch(shared) {}
    __device__ int rank() const { return static_cast<int>(threadIdx.x); }
    __device__ int size() const { return static_cast<int>(blockDim.x); }
    __device__ void sync() const {
        if (blockDim.x == 32) {
            __syncwarp();
        } else {
            __syncthreads();
        }
    }
    // A butterfly: at every level two lanes add the same two numbers, so all get the same bits.
    __device__ double sum(double x) const {
        for (int step = 16; step > 0; step >>= 1) {
            x += __shfl_xor_sync(0xffffffffu, x, step);
        }
        if (blockDim.x == 32) {
            return x;
        }
        if ((threadIdx.x & 31) == 0) {
            scratch[threadIdx.x >> 5] = x;
        }
        __syncthreads();
        double total = scratch[0];
        for (unsigned w = 1; w < blockDim.x / 32; w++) {
            total += scratch[w];
        }
        __syncthreads();
        return total;
    }
    __device__ double max(double x) const {
        for (int step = 16; step > 0; step >>= 1) {
            x = larger(x, __shfl_xor_sync(0xffffffffu, x, step));
        }
        if (blockDim.x == 32) {
            return x;
        }
        if ((threadIdx.x & 31) == 0) {
            scratch[threadIdx.x >> 5] = x;
        }
        __syncthreads();
        double most = scratch[0];
        for (unsigned w = 1; w < blockDim.x / 32; w++) {
            most = larger(most, scratch[w]);
        }
        __syncthreads();
        return most;
    }
    __device__ int first(int x) const {
        if (threadIdx.x == 0) {
            scratch[0] = x;
        }
        sync();
        int value = static_cast<int>(scratch[0]);
        sync();
        return value;
    }
};

// A block of a fixed number of warps, for the work on whole arrays.
template <int BLOCK_THREADS>
struct BlockGroup {
    static constexpr int THREADS = BLOCK_THREADS;
    static constexpr int WARPS = BLOCK_THREADS / 32;
    double* scratch;  // [WARPS], shared

    __device__ explicit BlockGroup(double* shared) : scratch(shared) {}
    __device__ int warp() const { return static_cast<int>(threadIdx.x >> 5); }
    __device__ int warps() const { return WARPS; }
    __device__ int lane() const { return static_cast<int>(threadIdx.x & 31); }
    __device__ int lanes() const { return 32; }
    __device__ double warpSum(double x) const {
        for (int step = 16; step > 0; step >>= 1) {
            x += __shfl_xor_sync(0xffffffffu, x, step);
        }
        return x;
    }
    __device__ int rank() const { return static_cast<int>(threadIdx.x); }
    __device__ int size() const { return THREADS; }
    __device__ void sync() const { __syncthreads(); }
    __device__ double sum(double x) const {
        for (int step = 16; step > 0; step >>= 1) {
            x += __shfl_xor_sync(0xffffffffu, x, step);
        }
        if ((threadIdx.x & 31) == 0) {
            scratch[threadIdx.x >> 5] = x;
        }
        __syncthreads();
        double total = scratch[0];
        for (int w = 1; w < WARPS; w++) {
            total += scratch[w];
        }
        __syncthreads();
        return total;
    }
    __device__ double max(double x) const {
        for (int step = 16; step > 0; step >>= 1) {
            x = larger(x, __shfl_xor_sync(0xffffffffu, x, step));
        }
        if ((threadIdx.x & 31) == 0) {
            scratch[threadIdx.x >> 5] = x;
        }
        __syncthreads();
        double most = scratch[0];
        for (int w = 1; w < WARPS; w++) {
            most = larger(most, scratch[w]);
        }
        __syncthreads();
        return most;
    }
};

#endif

}  // namespace beamforge
