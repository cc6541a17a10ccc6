// Runs the numerical core on the CPU, one lane per problem: reads a batch from standard input and
// writes the results to standard output, both as raw little-endian records (docs/cuda.md).
//
//   beamforge-native exact-fp|mm-admm [--time]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "beamforge/exact_fp.h"
#include "beamforge/full_dimension.h"

namespace {

using namespace beamforge;

[[noreturn]] void fail(const char* message) {
    std::fprintf(stderr, "beamforge-native: %s\n", message);
    std::exit(2);
}

void readBytes(void* to, size_t bytes) {
    if (bytes > 0 && std::fread(to, 1, bytes, stdin) != bytes) {
        fail("the batch on standard input is cut short");
    }
}

void writeBytes(const void* from, size_t bytes) {
    if (bytes > 0 && std::fwrite(from, 1, bytes, stdout) != bytes) {
        fail("cannot write the results");
    }
}

// int64 count, settings, problem records, int64 inputs, inputs -> result records, outputs.
void exactFp(bool timed) {
    int64_t count = 0;
    readBytes(&count, sizeof count);
    if (count < 0 || count > (1 << 24)) {
        fail("exact-fp: the number of problems is out of range");
    }
    SolveSettings settings;
    readBytes(&settings, sizeof settings);
    std::vector<ProblemRecord> problems(static_cast<size_t>(count));
    readBytes(problems.data(), problems.size() * sizeof(ProblemRecord));
    int64_t inputs = 0;
    readBytes(&inputs, sizeof inputs);
    if (inputs < 0 || inputs > (int64_t{1} << 28)) {
        fail("exact-fp: the length of the inputs is out of range");
    }
    std::vector<Complex> input(static_cast<size_t>(inputs));
    readBytes(input.data(), input.size() * sizeof(Complex));
    int64_t outputs = 0;
    for (const ProblemRecord& p : problems) {
        if (p.r < 1 || p.n < 1 || p.r > 4096 || p.n > 4096 || p.input < 0
            || p.input + inputLength(p.r, p.n) > inputs || p.output != outputs) {
            fail("exact-fp: a problem record does not fit the inputs");
        }
        outputs += outputLength(p.r, p.n);
    }
    std::vector<Complex> output(static_cast<size_t>(outputs), makeComplex(0, 0));
    std::vector<ResultRecord> results(problems.size());
    const int stop = 0;
    auto began = std::chrono::steady_clock::now();
    for (size_t i = 0; i < problems.size(); i++) {
        const ProblemRecord& p = problems[i];
        // A vector of its own per problem: sanitizers then see an access past the end.
        std::vector<Complex> memory(workspaceBytes(p.r, p.n) / sizeof(Complex));
        std::vector<Complex> scratch(static_cast<size_t>(outputLength(p.r, p.n)));
        Workspace w = carve(reinterpret_cast<unsigned char*>(memory.data()), p.r, p.n);
        SingleLane lane;
        ExactFp<SingleLane> solver(lane, w, p, settings, &stop);
        results[i] = solver.solve(
                input.data() + p.input, output.data() + p.output, scratch.data());
    }
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (timed) {
        std::fprintf(
                stderr, "%zu problems in %.6f s\n", problems.size(), took.count());
    }
    writeBytes(results.data(), results.size() * sizeof(ResultRecord));
    writeBytes(output.data(), output.size() * sizeof(Complex));
}

// int64 count, settings, records, int64 inputs, inputs -> result records, outputs.
void mmAdmm(bool timed) {
    int64_t count = 0;
    readBytes(&count, sizeof count);
    if (count < 0 || count > (1 << 20)) {
        fail("mm-admm: the number of starts is out of range");
    }
    AdmmSettings settings;
    readBytes(&settings, sizeof settings);
    std::vector<AdmmRecord> records(static_cast<size_t>(count));
    readBytes(records.data(), records.size() * sizeof(AdmmRecord));
    int64_t inputs = 0;
    readBytes(&inputs, sizeof inputs);
    if (inputs < 0 || inputs > (int64_t{1} << 28)) {
        fail("mm-admm: the length of the inputs is out of range");
    }
    std::vector<Complex> input(static_cast<size_t>(inputs));
    readBytes(input.data(), input.size() * sizeof(Complex));
    int64_t outputs = 0;
    for (const AdmmRecord& a : records) {
        if (a.p < 1 || a.n < 1 || a.columns < a.n || a.r < a.p || a.r > 16384 || a.input < 0
            || a.input + admmInputLength(a.p, a.n, a.columns, a.r) > inputs
            || a.output != outputs) {
            fail("mm-admm: a record does not fit the inputs");
        }
        outputs += admmOutputLength(a.p, a.n, a.columns);
    }
    std::vector<Complex> output(static_cast<size_t>(outputs), makeComplex(0, 0));
    std::vector<AdmmResult> results(records.size());
    const int stop = 0;
    auto began = std::chrono::steady_clock::now();
    for (size_t i = 0; i < records.size(); i++) {
        const AdmmRecord& a = records[i];
        std::vector<Complex> memory(
                admmWorkspaceBytes(a.p, a.n, a.columns, a.r) / sizeof(Complex));
        AdmmWorkspace w = carveAdmm(
                reinterpret_cast<unsigned char*>(memory.data()), a.p, a.n, a.columns, a.r);
        Complex* in = input.data() + a.input;
        Complex* out = output.data() + a.output;
        SingleLane lane;
        if (a.r == a.p) {
            runCompressed(lane, w, a, settings, in, out, &results[i], &stop);
            continue;
        }
        std::vector<Complex> carried(
                static_cast<size_t>(carriedLength(a.p, a.columns, a.r)));
        std::vector<Complex> tile(carryLength(a.p));
        stepFull(lane, w, a, settings, true, in, out, &results[i], &stop);
        while (w.scalars->done == 0) {
            for (int t = 0; t < carryTiles(a.columns); t++) {
                carryColumns(lane, w, a, startOf(a, in), basisOf(a, in), carried.data(),
                             t * CARRY_COLUMNS, tile.data());
            }
            stepFull(lane, w, a, settings, false, in, out, &results[i], &stop);
        }
    }
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (timed) {
        std::fprintf(stderr, "%zu starts in %.6f s\n", records.size(), took.count());
    }
    writeBytes(results.data(), results.size() * sizeof(AdmmResult));
    writeBytes(output.data(), output.size() * sizeof(Complex));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fail("expected exact-fp or mm-admm");
    }
    bool timed = argc > 2 && std::strcmp(argv[2], "--time") == 0;
    if (std::strcmp(argv[1], "exact-fp") == 0) {
        exactFp(timed);
    } else if (std::strcmp(argv[1], "mm-admm") == 0) {
        mmAdmm(timed);
    } else {
        fail("expected exact-fp or mm-admm");
    }
    return std::fflush(stdout) == 0 ? 0 : 2;
}
