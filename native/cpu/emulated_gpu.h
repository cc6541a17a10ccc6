// A grid of blocks of lanes on the CPU, for kernels.cu built by a C++ compiler: what a sync, a shuffle
// and shared memory are there. Lanes are fibers that run in a chosen order from one sync to the next,
// or threads. It is stricter than a GPU where the core promises more than CUDA asks for:
//
// - All lanes of a block (of a warp, for its shuffles) have to come to the same place; one that comes
//   to another, or ends, is an error that names both places.
// - A shuffle orders no memory accesses, so what a lane wrote before a reduction over a warp may not
//   be read after it by another without a sync. ThreadSanitizer is told about syncs only.
// - Shared memory starts with bits that are no numbers, and is as long as the launch asked for.
//
// Include before kernels.cu, with BF_LANES defined and BF_WARP as the lanes of a warp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lanes {

struct Index {
    unsigned x;
    unsigned y;
    unsigned z;
};

// Which of the lanes that may run does so next. They differ in what has already happened when a lane
// reads something too early, or overwrites it.
enum class Order {
    FORWARD,      // the first lane, as far as it gets; a warp runs ahead of the others
    REVERSED,     // the last one
    ROUND_ROBIN,  // the one that has waited longest; blocks and warps take turns
    RANDOM
};

struct Engine {
    bool threads = false;  // lanes are threads, and the order is that of the operating system
    Order order = Order::FORWARD;
    uint64_t seed = 1;
    int resident = 3;  // blocks under way at a time
    // A sync that is left out, as "file.h:12", to see that it is missed; empty: none.
    std::string dropped;
    bool count = false;  // count the visits of every place
};

struct Place {
    std::string where;  // file.h:12, without directories
    std::string what;
    long visits;
};

// Runs the kernel in every lane and returns when all have ended; a fault ends the process with status 3
// and a message on standard error.
void launch(
        const Engine& engine,
        const char* kernel,
        Index grid,
        Index block,
        size_t sharedBytes,
        const std::function<void()>& body);

// Syncs and reductions that were visited by launches that counted.
std::vector<Place> places();

// What lanes call.
const Index& threadIndex();
const Index& blockIndex();
const Index& blockSize();
const Index& gridSize();
void at(const char* what, const char* file, int line);
void syncBlock();
void syncWarp();
double shuffleXor(double x, int mask);
unsigned char* dynamicShared();
// The place of a variable of the block, told apart by `key`.
void* staticShared(const void* key, size_t bytes);

}  // namespace lanes

#define __global__
#define __device__
#define __host__
#define __launch_bounds__(...)
#define __forceinline__ inline
#define threadIdx (lanes::threadIndex())
#define blockIdx (lanes::blockIndex())
#define blockDim (lanes::blockSize())
#define gridDim (lanes::gridSize())
#define __syncthreads() lanes::syncBlock()
#define __syncwarp() lanes::syncWarp()
#define __shfl_xor_sync(lanesOfWarp, x, mask) lanes::shuffleXor(x, mask)
#define BF_DYNAMIC_SHARED(name) unsigned char* name = lanes::dynamicShared()
#define BF_STATIC_SHARED(type, name) \
    static const char name##Key = 0; \
    type& name = *static_cast<type*>(lanes::staticShared(&name##Key, sizeof(type)))
