// Runs the kernels of kernels.cu on the CPU with several lanes per block (emulated_gpu.h) and compares
// them with the same source with one lane, on random problems of many sizes.
//
//   beamforge-lanes [--set core|all] [--only TEXT] [--seed N] [--threads]
//                   [--order forward|reversed|round-robin|random|all]
//                   [--drop FILE:LINE] [--fault ended|parted|early] [--places]
//
// What it holds them to: results are the same bits whatever the order of the lanes, and those of one
// lane to 1e-9 but for problems that move by more when their data change in the last digits. --drop
// leaves out the syncs of one line, --fault runs a kernel that is wrong; both have to end with a status
// other than 0. --places lists all syncs and reductions. Status 1: results differ; 2: usage; 3: lanes
// parted.
#define BF_LANES 1
#include "emulated_gpu.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../cuda/kernels.cu"
#include "random_batches.h"

namespace {

using lanes::Engine;
using lanes::Index;
using lanes::Order;

constexpr double AGREEMENT = 1e-9;
constexpr int WARP_DIMENSION = 16;  // as ChunkPlan of the Java side

// Everything that a kernel wrote, of one problem after the other.
using Numbers = std::vector<double>;

// A batch for one kernel.
struct Check {
    std::string name;
    std::string set;  // "core" is what the quick run takes, too
    std::function<Numbers(const Engine&)> byLanes;
    // The same by one lane, of data that differ in their last digits unless the seed is 0.
    std::function<Numbers(uint64_t)> byOne;
    std::vector<size_t> ends;  // of the numbers of every problem
    std::vector<std::string> problems;
};

[[noreturn]] void usage(const std::string& message) {
    std::fprintf(stderr, "beamforge-lanes: %s\n", message.c_str());
    std::exit(2);
}

void append(Numbers& to, const Complex* z, size_t length) {
    for (size_t i = 0; i < length; i++) {
        to.push_back(z[i].re);
        to.push_back(z[i].im);
    }
}

unsigned threadsFor(int dimension) {
    return static_cast<unsigned>(dimension <= WARP_DIMENSION ? WARP : 4 * WARP);
}

// --- exact-fp

struct ExactFpRun {
    std::vector<ResultRecord> results;
    std::vector<Complex> output;

    // Rates; the beams themselves may lie anywhere where the optimum is flat, so they are left to the
    // comparison of orders.
    Numbers numbers(const ExactBatch& batch, bool all) const {
        Numbers out;
        for (size_t i = 0; i < results.size(); i++) {
            const ResultRecord& r = results[i];
            const ProblemRecord& p = batch.problems[i];
            out.push_back(r.rateNats);
            out.push_back(r.status);
            if (all) {
                out.push_back(r.boundNats);
                out.push_back(r.residual);
                out.push_back(r.radarColumns);
                out.push_back(r.outerIterations);
                out.push_back(r.newtonSteps);
                out.push_back(r.rescues);
                append(out, output.data() + p.output,
                       static_cast<size_t>(outputLength(p.r, p.n)));
            }
        }
        return out;
    }
};

ExactFpRun exactByLanes(const Engine& engine, const ExactBatch& batch, bool global) {
    ExactFpRun run;
    size_t count = batch.problems.size();
    run.results.resize(count);
    run.output.resize(static_cast<size_t>(batch.outputs));
    std::vector<Complex> scratch(run.output.size());
    size_t state = 0;
    int widest = 0;
    for (const ProblemRecord& p : batch.problems) {
        state = std::max(state, workspaceBytes(p.r, p.n));
        widest = std::max(widest, p.r);
    }
    std::vector<unsigned char> workspace(global ? state * count : 0);
    unsigned char* where = global ? workspace.data() : nullptr;
    const int stop = 0;
    lanes::launch(
            engine, "beamforge_exact_fp", {static_cast<unsigned>(count), 1, 1},
            {threadsFor(widest), 1, 1}, SHARED_HEAD + (global ? 0 : state), [&] {
                beamforge_exact_fp(batch.problems.data(), batch.settings, batch.input.data(),
                                   run.output.data(), scratch.data(), run.results.data(), where,
                                   state, &stop);
            });
    return run;
}

ExactFpRun exactByOne(const ExactBatch& batch) {
    ExactFpRun run;
    run.results.resize(batch.problems.size());
    run.output.resize(static_cast<size_t>(batch.outputs));
    const int stop = 0;
    for (size_t i = 0; i < batch.problems.size(); i++) {
        const ProblemRecord& p = batch.problems[i];
        std::vector<Complex> memory(workspaceBytes(p.r, p.n) / sizeof(Complex));
        std::vector<Complex> scratch(static_cast<size_t>(outputLength(p.r, p.n)));
        Workspace w = carve(reinterpret_cast<unsigned char*>(memory.data()), p.r, p.n);
        ExactFp<SingleLane> solver(SingleLane(), w, p, batch.settings, &stop);
        run.results[i] = solver.solve(
                batch.input.data() + p.input, run.output.data() + p.output, scratch.data());
    }
    return run;
}

Check exactCheck(std::string name, std::string set, ExactBatch batch, bool global = false) {
    Check check;
    check.name = std::move(name);
    check.set = std::move(set);
    for (const ProblemRecord& p : batch.problems) {
        check.ends.push_back(2 * (check.ends.size() + 1));
        check.problems.push_back("r " + std::to_string(p.r) + ", n " + std::to_string(p.n));
    }
    check.byLanes = [batch, global](const Engine& engine) {
        ExactFpRun run = exactByLanes(engine, batch, global);
        Numbers out = run.numbers(batch, false);
        Numbers rest = run.numbers(batch, true);
        out.insert(out.end(), rest.begin(), rest.end());
        return out;
    };
    check.byOne = [batch](uint64_t seed) {
        ExactBatch moved = batch;
        perturb(moved.input, seed);
        return exactByOne(moved).numbers(moved, false);
    };
    return check;
}

// --- mm-admm

struct AdmmRun {
    std::vector<AdmmResult> results;
    std::vector<Complex> output;

    Numbers numbers(const AdmmBatch& batch) const {
        Numbers out;
        for (size_t i = 0; i < results.size(); i++) {
            const AdmmResult& r = results[i];
            const AdmmRecord& a = batch.records[i];
            double size = 1;
            for (double z : r.z) {
                size += std::fabs(z);
            }
            for (double z : r.z) {
                out.push_back(z / size);
            }
            out.insert(out.end(), {r.rate, r.rho, r.violation, r.stepLength,
                                   static_cast<double>(r.outer), static_cast<double>(r.inner),
                                   static_cast<double>(r.status)});
            size_t x = static_cast<size_t>(a.p) * static_cast<size_t>(a.columns);
            append(out, output.data() + a.output, x + static_cast<size_t>(a.n));
            for (int j = 0; j < a.n; j++) {
                double upsilon = output[static_cast<size_t>(a.output) + x
                                        + static_cast<size_t>(a.n + j)].re;
                out.push_back(upsilon / (1 + upsilon));
            }
        }
        return out;
    }
};

AdmmRun compressedByLanes(const Engine& engine, const AdmmBatch& batch, bool global) {
    AdmmRun run;
    size_t count = batch.records.size();
    run.results.resize(count);
    run.output.resize(static_cast<size_t>(batch.outputs));
    std::vector<Complex> input = batch.input;
    size_t state = 0;
    int widest = 0;
    for (const AdmmRecord& a : batch.records) {
        state = std::max(state, admmWorkspaceBytes(a.p, a.n, a.columns, a.r));
        widest = std::max(widest, a.p);
    }
    std::vector<unsigned char> workspace(global ? state * count : 0);
    unsigned char* where = global ? workspace.data() : nullptr;
    const int stop = 0;
    lanes::launch(
            engine, "beamforge_mm_admm", {static_cast<unsigned>(count), 1, 1},
            {threadsFor(widest), 1, 1}, SHARED_HEAD + (global ? 0 : state), [&] {
                beamforge_mm_admm(batch.records.data(), batch.settings, input.data(),
                                  run.output.data(), run.results.data(), where, state, &stop);
            });
    return run;
}

bool running(const AdmmRun& run) {
    for (const AdmmResult& r : run.results) {
        if (r.status == RUNNING) {
            return true;
        }
    }
    return false;
}

// Tiles of the carrying kernel in shared or in global memory.
AdmmRun fullByLanes(const Engine& engine, const AdmmBatch& batch, bool global) {
    AdmmRun run;
    size_t count = batch.records.size();
    run.results.resize(count);
    run.output.resize(static_cast<size_t>(batch.outputs));
    std::vector<Complex> input = batch.input;
    size_t state = 0;
    size_t carried = 0;
    size_t shared = 0;
    int tiles = 0;
    for (const AdmmRecord& a : batch.records) {
        state = std::max(state, admmWorkspaceBytes(a.p, a.n, a.columns, a.r));
        carried = std::max(carried, static_cast<size_t>(carriedLength(a.p, a.columns, a.r)));
        shared = std::max(shared, carryLength(a.p) * sizeof(Complex));
        tiles = std::max(tiles, carryTiles(a.columns));
    }
    std::vector<unsigned char> workspace(state * count);
    std::vector<Complex> w(carried * count);
    size_t tile = shared / sizeof(Complex);
    std::vector<Complex> tileMemory(global ? tile * static_cast<size_t>(tiles) * count : 0);
    const int stop = 0;
    Index starts = {static_cast<unsigned>(count), 1, 1};
    for (int i = 0; i == 0 || running(run); i++) {
        if (i > 0 && global) {
            lanes::launch(
                    engine, "beamforge_mm_admm_carry_global",
                    {static_cast<unsigned>(tiles), static_cast<unsigned>(count), 1},
                    {TILE_THREADS, 1, 1}, 0, [&] {
                        beamforge_mm_admm_carry_global(batch.records.data(), input.data(),
                                                       workspace.data(), state, w.data(), carried,
                                                       tileMemory.data(), tile);
                    });
        } else if (i > 0) {
            lanes::launch(
                    engine, "beamforge_mm_admm_carry",
                    {static_cast<unsigned>(tiles), static_cast<unsigned>(count), 1},
                    {TILE_THREADS, 1, 1}, shared, [&] {
                        beamforge_mm_admm_carry(batch.records.data(), input.data(),
                                                workspace.data(), state, w.data(), carried);
                    });
        }
        lanes::launch(
                engine, "beamforge_mm_admm_step", starts, {static_cast<unsigned>(4 * WARP), 1, 1},
                SHARED_HEAD, [&] {
                    beamforge_mm_admm_step(batch.records.data(), batch.settings, i == 0 ? 1 : 0,
                                           input.data(), run.output.data(), run.results.data(),
                                           workspace.data(), state, &stop);
                });
    }
    return run;
}

AdmmRun admmByOne(const AdmmBatch& batch) {
    AdmmRun run;
    run.results.resize(batch.records.size());
    run.output.resize(static_cast<size_t>(batch.outputs));
    std::vector<Complex> input = batch.input;
    const int stop = 0;
    SingleLane lane;
    for (size_t i = 0; i < batch.records.size(); i++) {
        const AdmmRecord& a = batch.records[i];
        std::vector<Complex> memory(admmWorkspaceBytes(a.p, a.n, a.columns, a.r) / sizeof(Complex));
        AdmmWorkspace w =
                carveAdmm(reinterpret_cast<unsigned char*>(memory.data()), a.p, a.n, a.columns, a.r);
        Complex* in = input.data() + a.input;
        Complex* out = run.output.data() + a.output;
        if (a.r == a.p) {
            runCompressed(lane, w, a, batch.settings, in, out, &run.results[i], &stop);
            continue;
        }
        std::vector<Complex> carried(static_cast<size_t>(carriedLength(a.p, a.columns, a.r)));
        std::vector<Complex> tile(carryLength(a.p));
        stepFull(lane, w, a, batch.settings, true, in, out, &run.results[i], &stop);
        while (w.scalars->done == 0) {
            for (int t = 0; t < carryTiles(a.columns); t++) {
                carryColumns(lane, w, a, startOf(a, in), basisOf(a, in), carried.data(),
                             t * CARRY_COLUMNS, tile.data());
            }
            stepFull(lane, w, a, batch.settings, false, in, out, &run.results[i], &stop);
        }
    }
    return run;
}

Check admmCheck(std::string name, std::string set, AdmmBatch batch, bool global = false) {
    Check check;
    check.name = std::move(name);
    check.set = std::move(set);
    size_t end = 0;
    bool full = false;
    for (const AdmmRecord& a : batch.records) {
        end += 11 + 2 * static_cast<size_t>(a.p) * static_cast<size_t>(a.columns)
                + 3 * static_cast<size_t>(a.n);
        check.ends.push_back(end);
        check.problems.push_back("p " + std::to_string(a.p) + ", n " + std::to_string(a.n)
                                 + ", T " + std::to_string(a.columns) + ", r "
                                 + std::to_string(a.r));
        full = full || a.r > a.p;
    }
    check.byLanes = [batch, global, full](const Engine& engine) {
        return (full ? fullByLanes(engine, batch, global) : compressedByLanes(engine, batch, global))
                .numbers(batch);
    };
    check.byOne = [batch](uint64_t seed) {
        AdmmBatch moved = batch;
        perturb(moved.input, seed);
        return admmByOne(moved).numbers(moved);
    };
    return check;
}

// --- whole arrays

unsigned tilesOf(int length) { return static_cast<unsigned>((length + TILE - 1) / TILE); }

Check gramCheck(int n, int length) {
    constexpr int BATCH = 2;
    Check check;
    check.name = "gram, n " + std::to_string(n) + ", length " + std::to_string(length);
    check.set = "core";
    std::vector<Complex> rows = randomComplex(static_cast<size_t>(BATCH * n * length), 7);
    size_t size = static_cast<size_t>(BATCH * n * n);
    check.ends = {2 * size};
    check.problems = {"all"};
    check.byLanes = [=](const Engine& engine) {
        std::vector<Complex> out(size);
        lanes::launch(engine, "beamforge_gram", {tilesOf(n), tilesOf(n), BATCH},
                      {TILE_THREADS, 1, 1}, 0,
                      [&] { beamforge_gram(n, length, rows.data(), out.data()); });
        Numbers numbers;
        append(numbers, out.data(), size);
        return numbers;
    };
    check.byOne = [=](uint64_t seed) {
        std::vector<Complex> moved = rows;
        perturb(moved, seed);
        std::vector<Complex> out(size);
        for (int b = 0; b < BATCH; b++) {
            multiplyByAdjoint(n, length, moved.data() + b * n * length, out.data() + b * n * n);
        }
        Numbers numbers;
        append(numbers, out.data(), size);
        return numbers;
    };
    return check;
}

Check expandCheck(int size, int length, int columns) {
    constexpr int BATCH = 2;
    Check check;
    check.name = "expand, size " + std::to_string(size) + ", length " + std::to_string(length);
    check.set = "core";
    std::vector<Complex> basis = randomComplex(static_cast<size_t>(BATCH * size * length), 8);
    std::vector<Complex> x = randomComplex(static_cast<size_t>(BATCH * size * columns), 9);
    size_t outs = static_cast<size_t>(BATCH * length * columns);
    check.ends = {2 * outs};
    check.problems = {"all"};
    check.byLanes = [=](const Engine& engine) {
        std::vector<Complex> out(outs);
        lanes::launch(engine, "beamforge_expand", {tilesOf(length), tilesOf(columns), BATCH},
                      {TILE_THREADS, 1, 1}, 0, [&] {
                          beamforge_expand(size, length, columns, basis.data(), x.data(),
                                           out.data());
                      });
        Numbers numbers;
        append(numbers, out.data(), outs);
        return numbers;
    };
    check.byOne = [=](uint64_t seed) {
        std::vector<Complex> moved = basis;
        perturb(moved, seed);
        std::vector<Complex> out(outs, makeComplex(0, 0));
        for (int b = 0; b < BATCH; b++) {
            for (int i = 0; i < length; i++) {
                for (int j = 0; j < columns; j++) {
                    for (int k = 0; k < size; k++) {
                        addProduct(out[static_cast<size_t>((b * length + i) * columns + j)],
                                   moved[static_cast<size_t>((b * size + k) * length + i)],
                                   x[static_cast<size_t>((b * size + k) * columns + j)]);
                    }
                }
            }
        }
        Numbers numbers;
        append(numbers, out.data(), outs);
        return numbers;
    };
    return check;
}

// With a vector that depends on others, and one that is zero.
Check basisCheck(int count, int length) {
    constexpr int BATCH = 2;
    Check check;
    check.name = "basis, count " + std::to_string(count) + ", length " + std::to_string(length);
    check.set = "core";
    std::vector<Complex> vectors = randomComplex(static_cast<size_t>(BATCH * count * length), 10);
    for (int i = 0; count > 3 && i < length; i++) {
        Complex z = vectors[static_cast<size_t>(i)];
        addProduct(z, vectors[static_cast<size_t>(length + i)], makeComplex(0.5, 2));
        vectors[static_cast<size_t>(2 * length + i)] = z;
        vectors[static_cast<size_t>(3 * length + i)] = makeComplex(0, 0);
    }
    int room = count < length ? count : length;
    auto numbersOf = [=](const std::vector<Complex>& q, const std::vector<Complex>& coordinates,
                         const int* sizes) {
        Numbers numbers;
        for (int b = 0; b < BATCH; b++) {
            numbers.push_back(sizes[b]);
            append(numbers, coordinates.data() + b * count * count,
                   static_cast<size_t>(count * count));
            // Rows beyond the size are left as they come.
            for (int j = 0; j < room; j++) {
                for (int i = 0; i < length; i++) {
                    Complex z = q[static_cast<size_t>((b * room + j) * length + i)];
                    numbers.push_back(j < sizes[b] ? z.re : 0);
                    numbers.push_back(j < sizes[b] ? z.im : 0);
                }
            }
        }
        return numbers;
    };
    size_t rows = static_cast<size_t>(BATCH * room * length);
    check.ends = {BATCH * (1 + 2 * static_cast<size_t>(count * count + room * length))};
    check.problems = {"all"};
    check.byLanes = [=](const Engine& engine) {
        std::vector<Complex> q(rows);
        std::vector<Complex> coordinates(static_cast<size_t>(BATCH * count * count));
        int sizes[BATCH];
        lanes::launch(engine, "beamforge_basis", {BATCH, 1, 1}, {BASIS_THREADS, 1, 1},
                      static_cast<size_t>(count) * sizeof(Complex), [&] {
                          beamforge_basis(count, length, vectors.data(), q.data(),
                                          coordinates.data(), sizes);
                      });
        return numbersOf(q, coordinates, sizes);
    };
    // Dependent vectors that are moved are dependent no more, so these are not.
    check.byOne = [=](uint64_t) {
        std::vector<Complex> q(rows);
        std::vector<Complex> coordinates(static_cast<size_t>(BATCH * count * count));
        std::vector<Complex> coefficients(static_cast<size_t>(count));
        int sizes[BATCH];
        for (int b = 0; b < BATCH; b++) {
            sizes[b] = orthonormalBasis(
                    SingleLane(), vectors.data() + b * count * length, count, length,
                    q.data() + b * room * length, coordinates.data() + b * count * count,
                    coefficients.data());
        }
        return numbersOf(q, coordinates, sizes);
    };
    return check;
}

Check rooflineCheck() {
    constexpr int LENGTH = 700;
    Check check;
    check.name = "copy and fma";
    check.set = "core";
    std::vector<Complex> from = randomComplex(LENGTH, 11);
    constexpr unsigned BLOCKS = 2;
    constexpr size_t SUMS = BLOCKS * TILE_THREADS;
    check.ends = {2 * LENGTH + SUMS};
    check.problems = {"all"};
    check.byLanes = [=](const Engine& engine) {
        std::vector<Complex> to(LENGTH);
        std::vector<double> sums(SUMS);
        lanes::launch(engine, "beamforge_copy", {BLOCKS, 1, 1}, {TILE_THREADS, 1, 1}, 0,
                      [&] { beamforge_copy(from.data(), to.data(), LENGTH); });
        lanes::launch(engine, "beamforge_fma", {BLOCKS, 1, 1}, {TILE_THREADS, 1, 1}, 0,
                      [&] { beamforge_fma(2, sums.data()); });
        Numbers numbers;
        append(numbers, to.data(), LENGTH);
        numbers.insert(numbers.end(), sums.begin(), sums.end());
        return numbers;
    };
    check.byOne = [=](uint64_t) {
        Numbers numbers;
        append(numbers, from.data(), LENGTH);
        for (size_t i = 0; i < SUMS; i++) {
            double factor = 1 - 1e-9 * static_cast<double>(i / TILE_THREADS + 1);
            double total = 0;
            for (int c = 0; c < CHAINS; c++) {
                double sum = c + 1e-3 * static_cast<double>(i % TILE_THREADS);
                for (int step = 0; step < 2 * CHAIN_STEPS; step++) {
                    sum = std::fma(sum, factor, 1e-6);
                }
                total += sum;
            }
            numbers.push_back(total);
        }
        return numbers;
    };
    return check;
}

std::vector<Check> allChecks() {
    std::vector<Check> checks;
    checks.push_back(gramCheck(5, 19));
    checks.push_back(gramCheck(40, 70));
    checks.push_back(expandCheck(6, 37, 9));
    checks.push_back(expandCheck(13, 70, 33));
    checks.push_back(basisCheck(5, 40));
    checks.push_back(basisCheck(9, 6));
    checks.push_back(rooflineCheck());
    checks.push_back(exactCheck("exact-fp, one user", "core", exactBatch({1, 1, 1, 1}, 0, 1, 21)));
    checks.push_back(exactCheck("exact-fp, n 2..5", "core", exactBatch({5, 4, 3, 2}, 0, 2, 22)));
    checks.push_back(
            exactCheck("exact-fp, few antennas", "core", exactBatch({5, 4, 2, 1}, 2, 2, 23)));
    checks.push_back(exactCheck("exact-fp, n 14", "core", exactBatch({14}, 0, 1, 24)));
    checks.push_back(exactCheck("exact-fp, random starts", "wide",
                                exactBatch({2, 3, 2, 3}, 0, 7, 25)));
    checks.push_back(
            exactCheck("exact-fp, global state", "core", exactBatch({3, 2}, 0, 1, 26), true));
    checks.push_back(exactCheck("exact-fp, n 6..13", "wide",
                                exactBatch({6, 7, 8, 9, 10, 11, 12, 13}, 0, 1, 27)));
    checks.push_back(exactCheck("exact-fp, n 16..40", "wide", exactBatch({16, 24, 40}, 0, 1, 28)));
    for (int adaptive = 0; adaptive < 2; adaptive++) {
        std::string schedule = adaptive != 0 ? "scaled" : "printed";
        uint64_t seed = 31 + 10 * static_cast<uint64_t>(adaptive);
        checks.push_back(admmCheck("mm-admm " + schedule + ", n 1..5", "core",
                                   admmBatch({5, 4, 3, 2, 1}, 0, 0, adaptive, 12, seed)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", few antennas", "core",
                                   admmBatch({7, 4, 2, 1}, 2, 0, adaptive, 12, seed + 1)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", n 8, 14", "core",
                                   admmBatch({14, 8}, 0, 0, adaptive, 5, seed + 2)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", global state", "core",
                                   admmBatch({3}, 0, 0, adaptive, 6, seed + 3), true));
        checks.push_back(admmCheck("mm-admm " + schedule + ", full dimension", "core",
                                   admmBatch({4, 1}, 0, 23, adaptive, 6, seed + 4)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", full dimension, global tiles", "core",
                                   admmBatch({5, 2}, 0, 19, adaptive, 6, seed + 9), true));
        // More than LONG_ROW columns.
        checks.push_back(admmCheck("mm-admm " + schedule + ", full dimension, wide", "core",
                                   admmBatch({2}, 0, 131, adaptive, 3, seed + 8)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", full dimension, n 9", "wide",
                                   admmBatch({9, 6}, 0, 40, adaptive, 6, seed + 5)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", n 6..13", "wide",
                                   admmBatch({13, 12, 11, 10, 9, 8, 7, 6}, 0, 0, adaptive, 30,
                                             seed + 6)));
        checks.push_back(admmCheck("mm-admm " + schedule + ", n 16..40", "wide",
                                   admmBatch({40, 24, 16}, 0, 0, adaptive, 6, seed + 7)));
    }
    return checks;
}

// --- kernels that are wrong, to see that it is noticed

Check faultCheck(const std::string& fault) {
    if (fault != "ended" && fault != "parted" && fault != "early") {
        usage("--fault: ended, parted or early, not " + fault);
    }
    constexpr unsigned LANES = 2 * WARP;
    Check check;
    check.name = "fault " + fault;
    check.set = "core";
    check.ends = {LANES};
    check.problems = {"all"};
    check.byLanes = [fault](const Engine& engine) {
        Numbers out(LANES);
        lanes::launch(engine, "fault", {1, 1, 1}, {LANES, 1, 1}, 64 + LANES * sizeof(double), [&] {
            BF_DYNAMIC_SHARED(shared);
            TeamGroup g(reinterpret_cast<double*>(shared));
            double* values = reinterpret_cast<double*>(shared + 64);
            values[g.rank()] = 0;
            g.sync();
            if (fault == "ended" && g.rank() == 3) {
                return;
            }
            if (fault == "parted" && g.rank() == 3) {
                g.sync();
            } else {
                g.sync();
            }
            values[g.rank()] = g.rank();
            if (fault != "early") {
                g.sync();
            }
            out[static_cast<size_t>(g.rank())] = values[(g.rank() + 1) % g.size()];
        });
        return out;
    };
    check.byOne = [](uint64_t) {
        Numbers out;
        for (unsigned i = 0; i < LANES; i++) {
            out.push_back((i + 1) % LANES);
        }
        return out;
    };
    return check;
}

// --- comparing

double apart(const Numbers& a, const Numbers& b, size_t first, size_t end) {
    double worst = 0;
    for (size_t i = first; i < end; i++) {
        if (a[i] == b[i]) {
            continue;  // infinities, too
        }
        double difference = std::fabs(a[i] - b[i]) / std::max(1.0, std::fabs(b[i]));
        worst = difference <= worst ? worst : difference;  // NaN comes through
    }
    return worst;
}

struct Tally {
    int problems = 0;
    int sensitive = 0;
    int faults = 0;
};

void compareWithOne(const Check& check, const Numbers& found, const std::string& how, Tally& tally) {
    Numbers expected = check.byOne(0);
    std::vector<Numbers> moved;
    size_t first = 0;
    for (size_t i = 0; i < check.ends.size(); i++) {
        size_t end = check.ends[i];
        double difference = apart(found, expected, first, end);
        tally.problems++;
        if (!(difference <= AGREEMENT)) {
            for (uint64_t seed = 1; moved.empty() || (seed <= 4 && moved.size() < 4); seed++) {
                moved.push_back(check.byOne(seed));
            }
            double own = 0;
            for (const Numbers& other : moved) {
                double spread = apart(other, expected, first, end);
                own = spread <= own ? own : spread;
            }
            if (own > 0.1 * AGREEMENT && std::isfinite(difference)) {
                tally.sensitive++;
            } else {
                tally.faults++;
                std::fprintf(stderr,
                             "lanes: %s, problem %zu (%s), %s: %.3g apart from one lane, which "
                             "moves by %.3g\n",
                             check.name.c_str(), i, check.problems[i].c_str(), how.c_str(),
                             difference, own);
            }
        }
        first = end;
    }
}

std::string nameOf(Order order) {
    switch (order) {
        case Order::FORWARD:
            return "forward";
        case Order::REVERSED:
            return "reversed";
        case Order::ROUND_ROBIN:
            return "round-robin";
        default:
            return "random";
    }
}

void compareOrders(const Numbers& a, const Numbers& b, const Check& check, const std::string& names,
                   Tally& tally) {
    for (size_t i = 0; i < a.size(); i++) {
        if (std::memcmp(&a[i], &b[i], sizeof(double)) != 0) {
            tally.faults++;
            std::fprintf(stderr, "lanes: %s: orders %s differ: %.17g, %.17g\n", check.name.c_str(),
                         names.c_str(), a[i], b[i]);
            return;
        }
    }
}

std::vector<Order> ordersOf(const std::string& name) {
    std::vector<Order> all = {Order::FORWARD, Order::REVERSED, Order::ROUND_ROBIN, Order::RANDOM};
    if (name == "all") {
        return all;
    }
    for (Order order : all) {
        if (nameOf(order) == name) {
            return {order};
        }
    }
    usage("--order: no order " + name);
}

}  // namespace

int main(int argc, char** argv) {
    Engine engine;
    std::string set = "core";
    std::string only;
    std::string orders = "all";
    std::string fault;
    bool list = false;
    for (int i = 1; i < argc; i++) {
        std::string flag = argv[i];
        if (flag == "--threads") {
            engine.threads = true;
            continue;
        }
        if (flag == "--places") {
            list = true;
            engine.count = true;
            continue;
        }
        if (i + 1 == argc) {
            usage("unknown option, or one without a value: " + flag);
        }
        std::string value = argv[++i];
        if (flag == "--set") {
            set = value;
        } else if (flag == "--only") {
            only = value;
        } else if (flag == "--order") {
            orders = value;
        } else if (flag == "--seed") {
            engine.seed = std::strtoull(value.c_str(), nullptr, 10);
        } else if (flag == "--drop") {
            engine.dropped = value;
        } else if (flag == "--fault") {
            fault = value;
        } else {
            usage("unknown option " + flag);
        }
    }
    if (engine.dropped.find(':') == std::string::npos && !engine.dropped.empty()) {
        usage("--drop: a place such as dense.h:49, not " + engine.dropped);
    }
    if (set != "core" && set != "all") {
        usage("--set: core or all, not " + set);
    }
    Tally tally;
    std::vector<Check> checks = fault.empty() ? allChecks() : std::vector<Check>{faultCheck(fault)};
    for (const Check& check : checks) {
        if ((set == "core" && check.set != "core")
            || check.name.find(only) == std::string::npos) {
            continue;
        }
        std::vector<Order> wanted = ordersOf(engine.threads ? "forward" : orders);
        Numbers reference;
        for (Order order : wanted) {
            engine.order = order;
            Numbers found = check.byLanes(engine);
            if (order == wanted.front()) {
                compareWithOne(check, found, engine.threads ? "threads" : nameOf(order), tally);
                reference = found;
            } else {
                compareOrders(reference, found, check,
                              nameOf(wanted.front()) + " and " + nameOf(order), tally);
            }
        }
    }
    for (const lanes::Place& place : lanes::places()) {
        if (list) {
            std::printf("%s %s %ld\n", place.where.c_str(), place.what.c_str(), place.visits);
        }
    }
    if (10 * tally.sensitive > tally.problems + 9) {
        tally.faults++;
        std::fprintf(stderr, "lanes: %d of %d problems amplify rounding\n", tally.sensitive,
                     tally.problems);
    }
    std::printf("%d lanes per warp, %s: %d problems, %d of them sensitive to rounding, %d faults\n",
                WARP, engine.threads ? "threads" : orders.c_str(), tally.problems, tally.sensitive,
                tally.faults);
    return tally.faults == 0 ? 0 : 1;
}
