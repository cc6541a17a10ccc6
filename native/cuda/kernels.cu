// The kernels. In the fused solver a block works on one problem: one warp for small problems, four
// for larger ones. The state of a problem lies in shared memory, or in a global workspace where it
// does not fit. docs/cuda.md has the figures of the compiler and what bounds each kernel.
#include "beamforge/arrays.h"
#include "beamforge/exact_fp.h"
#include "beamforge/full_dimension.h"
#include "beamforge/roofline.h"

using namespace beamforge;

namespace {

constexpr int MOST_THREADS = 128;  // of the fused solver
constexpr int TILE_THREADS = 256;
constexpr int BASIS_THREADS = 512;

struct BasisReduction {
    double partial[BASIS_THREADS / WARP];
};

// Shared memory of the fused solver: reductions, then the map of the state, then the state. The Java
// side adds SHARED_HEAD bytes to the size of the state.
constexpr int REDUCTION_BYTES = 64;
constexpr int SHARED_HEAD = 384;
static_assert(REDUCTION_BYTES + sizeof(Workspace) <= SHARED_HEAD, "the map must fit");
static_assert(REDUCTION_BYTES + sizeof(AdmmWorkspace) <= SHARED_HEAD, "the map must fit");

// The state of a start lies in shared memory, or in a global workspace where that is given.
__device__ AdmmWorkspace& admmState(
        unsigned char* shared, unsigned char* workspace, unsigned long long stride, int block,
        const AdmmRecord& record, const TeamGroup& group) {
    AdmmWorkspace& w = *reinterpret_cast<AdmmWorkspace*>(shared + REDUCTION_BYTES);
    if (group.rank() == 0) {
        unsigned char* state = workspace == nullptr ? shared + SHARED_HEAD
                                                    : workspace + stride * block;
        w = carveAdmm(state, record.p, record.n, record.columns, record.r);
    }
    group.sync();
    return w;
}

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
    BF_DYNAMIC_SHARED(shared);
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

// The loop of mm-admm, one start per block, in compressed dimension; all of it in one launch.
extern "C" __global__ void __launch_bounds__(MOST_THREADS, 5) beamforge_mm_admm(
        const AdmmRecord* records,
        AdmmSettings settings,
        Complex* input,
        Complex* output,
        AdmmResult* results,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        const int* stop) {
    BF_DYNAMIC_SHARED(shared);
    TeamGroup group(reinterpret_cast<double*>(shared));
    const AdmmRecord record = records[blockIdx.x];
    AdmmWorkspace& w =
            admmState(shared, workspace, workspaceStride, blockIdx.x, record, group);
    runCompressed(group, w, record, settings, input + record.input, output + record.output,
                  results + blockIdx.x, stop);
}

// In full dimension an iteration is two launches: this one, a block per start, ...
extern "C" __global__ void __launch_bounds__(MOST_THREADS, 5) beamforge_mm_admm_step(
        const AdmmRecord* records,
        AdmmSettings settings,
        int first,
        Complex* input,
        Complex* output,
        AdmmResult* results,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        const int* stop) {
    BF_DYNAMIC_SHARED(shared);
    TeamGroup group(reinterpret_cast<double*>(shared));
    const AdmmRecord record = records[blockIdx.x];
    AdmmWorkspace& w =
            admmState(shared, workspace, workspaceStride, blockIdx.x, record, group);
    stepFull(group, w, record, settings, first != 0, input + record.input, output + record.output,
             results + blockIdx.x, stop);
}

namespace {

// A block's share of bringing W to the trial; memory: carryLength(p) Complex.
__device__ __forceinline__ void carryTile(
        const AdmmRecord* records,
        Complex* input,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        Complex* carried,
        unsigned long long carriedStride,
        Complex* memory) {
    const AdmmRecord record = records[blockIdx.y];
    int first = static_cast<int>(blockIdx.x) * CARRY_COLUMNS;
    AdmmWorkspace w = carveAdmm(
            workspace + workspaceStride * blockIdx.y, record.p, record.n, record.columns, record.r);
    if (w.scalars->done != 0 || first >= record.columns) {
        return;
    }
    Complex* own = input + record.input;
    carryColumns(BlockGroup<TILE_THREADS>(nullptr), w, record, startOf(record, own),
                 basisOf(record, own), carried + carriedStride * blockIdx.y, first, memory);
}

}  // namespace

// ... and this one, which brings W to the trial; grid (tiles of columns, starts), dynamic shared
// memory carryLength(p) Complex. carried: carriedLength(p, T, r) Complex per start, at the stride.
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_mm_admm_carry(
        const AdmmRecord* records,
        Complex* input,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        Complex* carried,
        unsigned long long carriedStride) {
    BF_DYNAMIC_SHARED(shared);
    carryTile(records, input, workspace, workspaceStride, carried, carriedStride,
              reinterpret_cast<Complex*>(shared));
}

// The same with carryLength(p) Complex of global memory per block, at the stride, for more users
// than shared memory has room for. A kernel of its own: one for both would address shared memory as
// if it might be global.
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_mm_admm_carry_global(
        const AdmmRecord* records,
        Complex* input,
        unsigned char* workspace,
        unsigned long long workspaceStride,
        Complex* carried,
        unsigned long long carriedStride,
        Complex* tileMemory,
        unsigned long long tileStride) {
    unsigned long long block =
            static_cast<unsigned long long>(blockIdx.y) * gridDim.x + blockIdx.x;
    carryTile(records, input, workspace, workspaceStride, carried, carriedStride,
              tileMemory + tileStride * block);
}

// rows: [batch, n, length] -> out: [batch, n, n]; grid (tiles, tiles, batch)
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_gram(
        int n, int length, const Complex* rows, Complex* out) {
    BF_STATIC_SHARED(TileMemory, memory);
    int64_t b = blockIdx.z;
    GramProduct product = {n, length, rows + b * n * length, out + b * n * n};
    computeTile(BlockGroup<TILE_THREADS>(nullptr), product, blockIdx.x * TILE, blockIdx.y * TILE,
                memory);
}

// basis: [batch, size, length], x: [batch, size, columns] -> out: [batch, length, columns];
// grid (tiles of length, tiles of columns, batch)
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_expand(
        int size, int length, int columns, const Complex* basis, const Complex* x, Complex* out) {
    BF_STATIC_SHARED(TileMemory, memory);
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
    BF_DYNAMIC_SHARED(shared);
    BF_STATIC_SHARED(BasisReduction, reduction);
    int64_t b = blockIdx.x;
    int64_t room = count < length ? count : length;
    BlockGroup<BASIS_THREADS> group(reduction.partial);
    int size = orthonormalBasis(
            group, vectors + b * count * length, count, length, q + b * room * length,
            coordinates + b * count * count, reinterpret_cast<Complex*>(shared));
    if (group.rank() == 0) {
        sizes[b] = size;
    }
}

// Rooflines: the bandwidth of copies and the rate of multiply-adds; grid (blocks).
extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_copy(
        const Complex* from, Complex* to, long long length) {
    copyShare(BlockGroup<TILE_THREADS>(nullptr), blockIdx.x, gridDim.x, from, to, length);
}

extern "C" __global__ void __launch_bounds__(TILE_THREADS) beamforge_fma(int rounds, double* out) {
    multiplyAdds(BlockGroup<TILE_THREADS>(nullptr), blockIdx.x, rounds, out);
}
