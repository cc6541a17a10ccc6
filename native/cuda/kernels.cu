// The kernels. In the fused solver a block works on one problem: one warp for small problems, four
// for larger ones. The state of a problem lies in shared memory, or in a global workspace where it
// does not fit. docs/cuda.md has the figures of the compiler and what bounds each kernel.
#include "beamforge/arrays.h"
#include "beamforge/exact_fp.h"

using namespace beamforge;

namespace {

constexpr int MOST_THREADS = 128;  // of the fused solver
constexpr int TILE_THREADS = 256;
constexpr int BASIS_THREADS = 512;

// Shared memory of the fused solver: reductions, then the map of the state, then the state. The Java
// side adds SHARED_HEAD bytes to the size of the state.
constexpr int REDUCTION_BYTES = 64;
constexpr int SHARED_HEAD = 384;
static_assert(REDUCTION_BYTES + sizeof(Workspace) <= SHARED_HEAD, "the map must fit");

}  // namespace

// Registers are limited to 96 per thread: shared memory then decides how many problems a
// multiprocessor holds (20 at |S| = 4 on sm_90), not the register file.
extern "C" __global__ void __launch_bounds__(MOST_THREADS, 5) beamforge_exact_fp(
        const ProblemRecord* problems,
        SolveSettings settings,
        const Complex* input,
        Complex* output,
        Complex* scratch,
        ResultRecord* results,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        const int* stop) {
    extern __shared__ __align__(16) unsigned char shared[];
    TeamGroup group(reinterpret_cast<double*>(shared));
    const ProblemRecord problem = problems[blockIdx.x];
    // One map for all lanes: in registers or on the stack, every lane would keep its own.
    Workspace& w = *reinterpret_cast<Workspace*>(shared + REDUCTION_BYTES);
    if (group.rank() == 0) {
        unsigned char* state = workspace == nullptr ? shared + SHARED_HEAD
                                                    : workspace + workspaceStride * blockIdx.x;
        w = carve(state, problem.r, problem.n);
    }
    group.sync();
    ExactFp<TeamGroup> solver(group, w, problem, settings, stop);
    ResultRecord result =
            solver.solve(input + problem.input, output + problem.output, scratch + problem.output);
    if (group.rank() == 0) {
        results[blockIdx.x] = result;
    }
}

// rows: [batch, n, length] -> out: [batch, n, n]; grid (tiles, tiles, batch)
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_gram(
        int n, int length, const Complex* rows, Complex* out) {
    __shared__ TileMemory memory;
    int64_t b = blockIdx.z;
    GramProduct product = {n, length, rows + b * n * length, out + b * n * n};
    computeTile(BlockGroup<TILE_THREADS>(nullptr), product, blockIdx.x * TILE, blockIdx.y * TILE,
                memory);
}

// basis: [batch, size, length], x: [batch, size, columns] -> out: [batch, length, columns];
// grid (tiles of length, tiles of columns, batch)
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_expand(
        int size, int length, int columns, const Complex* basis, const Complex* x, Complex* out) {
    __shared__ TileMemory memory;
    int64_t b = blockIdx.z;
    ExpandProduct product = {size, length, columns, basis + b * size * length,
                             x + b * size * columns, out + b * length * columns};
    computeTile(BlockGroup<TILE_THREADS>(nullptr), product, blockIdx.x * TILE, blockIdx.y * TILE,
                memory);
}

// vectors: [batch, count, length] -> q: [batch, room, length], coordinates: [batch, count, count],
// sizes: [batch]; room = min(count, length); dynamic shared memory: count Complex; grid (batch)
extern "C" __global__ void __launch_bounds__(BASIS_THREADS) beamforge_basis(
        int count, int length, const Complex* vectors, Complex* q, Complex* coordinates,
        int* sizes) {
    extern __shared__ __align__(16) unsigned char shared[];
    __shared__ double reduction[BASIS_THREADS / 32];
    int64_t b = blockIdx.x;
    int64_t room = count < length ? count : length;
    BlockGroup<BASIS_THREADS> group(reduction);
    int size = orthonormalBasis(
            group, vectors + b * count * length, count, length, q + b * room * length,
            coordinates + b * count * count, reinterpret_cast<Complex*>(shared));
    if (group.rank() == 0) {
        sizes[b] = size;
    }
}
