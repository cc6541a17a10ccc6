// A stand-in for the CUDA driver, for tests of the Java side on machines without a GPU: "device
// memory" is memory of the process, and a launch runs the numerical core on the calling thread, one
// lane per block. Built as libcuda.so.1 by a test and put on LD_LIBRARY_PATH; never shipped.
//
// Environment: FAKE_CUDA_DEVICES (default 1), FAKE_CUDA_MEMORY (bytes per device, default 1 GiB),
// FAKE_CUDA_SHARED (shared memory per block, default 101376), FAKE_CUDA_FAIL (name of a call that
// fails with an illegal address), FAKE_CUDA_WRONG (1: results of exact-fp are
// off, 2: those of mm-admm), FAKE_CUDA_CAPABILITY (90), FAKE_CUDA_OLD (a device that has 6.1).
// FAKE_CUDA_REPORT: says at the end how often a device was started.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "beamforge/arrays.h"
#include "beamforge/exact_fp.h"
#include "beamforge/full_dimension.h"
#include "beamforge/roofline.h"

using namespace beamforge;

namespace {

constexpr int SUCCESS = 0;
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int NOT_FOUND = 500;
constexpr int ILLEGAL_ADDRESS = 700;

long long environment(const char* name, long long otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoll(text);
}

bool fails(const char* call) {
    const char* text = std::getenv("FAKE_CUDA_FAIL");
    return text != nullptr && std::strcmp(text, call) == 0;
}

std::mutex lock;
std::map<unsigned long long, size_t> allocations;
size_t allocated = 0;
std::atomic<long> live{0};  // everything that has to be released
std::atomic<long> starts{0};

struct ReportLeaks {
    ~ReportLeaks() {
        if (std::getenv("FAKE_CUDA_REPORT") != nullptr) {
            std::fprintf(stderr, "fake driver: %ld objects not released\n", live.load());
            std::fprintf(stderr, "fake driver: %ld starts of a device\n", starts.load());
        }
    }
} reportLeaks;

struct Function {
    std::string name;
};
Function functions[] = {
        {"beamforge_exact_fp"}, {"beamforge_gram"}, {"beamforge_expand"}, {"beamforge_basis"},
        {"beamforge_mm_admm"}, {"beamforge_mm_admm_step"}, {"beamforge_mm_admm_carry"},
        {"beamforge_mm_admm_carry_global"},
        {"beamforge_copy"}, {"beamforge_fma"}};
constexpr unsigned HEAD = 384;  // SHARED_HEAD of kernels.cu

template <class T>
T parameter(void** parameters, int index) {
    T value;
    std::memcpy(&value, parameters[index], sizeof value);
    return value;
}

int exactFp(unsigned blocks, unsigned shared, void** parameters) {
    auto problems = parameter<const ProblemRecord*>(parameters, 0);
    auto settings = parameter<SolveSettings>(parameters, 1);
    auto input = parameter<const Complex*>(parameters, 2);
    auto output = parameter<Complex*>(parameters, 3);
    auto scratch = parameter<Complex*>(parameters, 4);
    auto results = parameter<ResultRecord*>(parameters, 5);
    auto workspace = parameter<unsigned char*>(parameters, 6);
    auto stride = parameter<unsigned long long>(parameters, 7);
    auto stop = parameter<const int*>(parameters, 8);
    std::vector<Complex> own(shared / sizeof(Complex) + 1);
    for (unsigned b = 0; b < blocks; b++) {
        const ProblemRecord& p = problems[b];
        size_t room = workspace == nullptr ? shared - HEAD : stride;
        if (workspaceBytes(p.r, p.n) > room) {
            return ILLEGAL_ADDRESS;  // what a real device would make of it
        }
        unsigned char* state = workspace == nullptr ? reinterpret_cast<unsigned char*>(own.data())
                                                    : workspace + stride * b;
        Workspace w = carve(state, p.r, p.n);
        SingleLane lane;
        ExactFp<SingleLane> solver(lane, w, p, settings, stop);
        results[b] = solver.solve(input + p.input, output + p.output, scratch + p.output);
        if (environment("FAKE_CUDA_WRONG", 0) == 1) {
            results[b].rateNats *= 1.001;
        }
    }
    return SUCCESS;
}

int mmAdmm(unsigned blocks, unsigned shared, void** parameters) {
    auto records = parameter<const AdmmRecord*>(parameters, 0);
    auto settings = parameter<AdmmSettings>(parameters, 1);
    auto input = parameter<Complex*>(parameters, 2);
    auto output = parameter<Complex*>(parameters, 3);
    auto results = parameter<AdmmResult*>(parameters, 4);
    auto workspace = parameter<unsigned char*>(parameters, 5);
    auto stride = parameter<unsigned long long>(parameters, 6);
    auto stop = parameter<const int*>(parameters, 7);
    std::vector<Complex> own(shared / sizeof(Complex) + 1);
    for (unsigned b = 0; b < blocks; b++) {
        const AdmmRecord& a = records[b];
        size_t room = workspace == nullptr ? shared - HEAD : stride;
        if (a.r != a.p || admmWorkspaceBytes(a.p, a.n, a.columns, a.r) > room) {
            return ILLEGAL_ADDRESS;
        }
        unsigned char* state = workspace == nullptr ? reinterpret_cast<unsigned char*>(own.data())
                                                    : workspace + stride * b;
        AdmmWorkspace w = carveAdmm(state, a.p, a.n, a.columns, a.r);
        runCompressed(SingleLane(), w, a, settings, input + a.input, output + a.output,
                      results + b, stop);
        if (environment("FAKE_CUDA_WRONG", 0) == 2) {
            results[b].rate *= 1.001;
        }
    }
    return SUCCESS;
}

int mmAdmmStep(unsigned blocks, void** parameters) {
    auto records = parameter<const AdmmRecord*>(parameters, 0);
    auto settings = parameter<AdmmSettings>(parameters, 1);
    auto first = parameter<int>(parameters, 2);
    auto input = parameter<Complex*>(parameters, 3);
    auto output = parameter<Complex*>(parameters, 4);
    auto results = parameter<AdmmResult*>(parameters, 5);
    auto workspace = parameter<unsigned char*>(parameters, 6);
    auto stride = parameter<unsigned long long>(parameters, 7);
    auto stop = parameter<const int*>(parameters, 8);
    for (unsigned b = 0; b < blocks; b++) {
        const AdmmRecord& a = records[b];
        if (workspace == nullptr || admmWorkspaceBytes(a.p, a.n, a.columns, a.r) > stride) {
            return ILLEGAL_ADDRESS;
        }
        AdmmWorkspace w = carveAdmm(workspace + stride * b, a.p, a.n, a.columns, a.r);
        stepFull(SingleLane(), w, a, settings, first != 0, input + a.input, output + a.output,
                 results + b, stop);
    }
    return SUCCESS;
}

int mmAdmmCarry(unsigned x, unsigned y, unsigned shared, bool global, void** parameters) {
    auto records = parameter<const AdmmRecord*>(parameters, 0);
    auto input = parameter<Complex*>(parameters, 1);
    auto workspace = parameter<unsigned char*>(parameters, 2);
    auto stride = parameter<unsigned long long>(parameters, 3);
    auto carried = parameter<Complex*>(parameters, 4);
    auto carriedStride = parameter<unsigned long long>(parameters, 5);
    auto tileMemory = global ? parameter<Complex*>(parameters, 6) : nullptr;
    auto tileStride = global ? parameter<unsigned long long>(parameters, 7) : 0;
    std::vector<Complex> memory(shared / sizeof(Complex));
    const size_t room = !global ? memory.size() : tileStride;
    for (unsigned b = 0; b < y; b++) {
        const AdmmRecord& a = records[b];
        if (carryLength(a.p) > room
            || static_cast<size_t>(carriedLength(a.p, a.columns, a.r)) > carriedStride) {
            return ILLEGAL_ADDRESS;
        }
        AdmmWorkspace w = carveAdmm(workspace + stride * b, a.p, a.n, a.columns, a.r);
        Complex* own = input + a.input;
        for (unsigned t = 0; t < x && w.scalars->done == 0; t++) {
            int firstColumn = static_cast<int>(t) * CARRY_COLUMNS;
            if (firstColumn < a.columns) {
                size_t block = static_cast<size_t>(b) * x + t;
                carryColumns(SingleLane(), w, a, startOf(a, own), basisOf(a, own),
                             carried + carriedStride * b, firstColumn,
                             !global ? memory.data() : tileMemory + tileStride * block);
            }
        }
    }
    return SUCCESS;
}

template <class Product>
void tiles(unsigned x, unsigned y, const Product& product) {
    static TileMemory memory;
    for (unsigned i = 0; i < x; i++) {
        for (unsigned j = 0; j < y; j++) {
            computeTile(SingleLane(), product, static_cast<int>(i) * TILE,
                        static_cast<int>(j) * TILE, memory);
        }
    }
}

}  // namespace

extern "C" {

#define FAILING(call) \
    if (fails(#call)) { \
        return ILLEGAL_ADDRESS; \
    }

int cuInit(unsigned) {
    FAILING(cuInit)
    return SUCCESS;
}

int cuDriverGetVersion(int* version) {
    *version = 12060;
    return SUCCESS;
}

int cuDeviceGetCount(int* count) {
    *count = static_cast<int>(environment("FAKE_CUDA_DEVICES", 1));
    // As the driver does: a list of numbers, or empty for none.
    const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
    if (visible != nullptr) {
        int entries = *visible == '\0' ? 0 : 1;
        for (const char* c = visible; *c != '\0'; c++) {
            entries += *c == ',' ? 1 : 0;
        }
        *count = entries < *count ? entries : *count;
    }
    return SUCCESS;
}

int cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return SUCCESS;
}

int cuDeviceGetName(char* name, int length, int) {
    std::snprintf(name, static_cast<size_t>(length), "Fake device");
    return SUCCESS;
}

int cuDeviceGetAttribute(int* value, int attribute, int device) {
    long long capability = environment("FAKE_CUDA_OLD", -1) == device
            ? 61
            : environment("FAKE_CUDA_CAPABILITY", 90);
    switch (attribute) {
        case 75:
            *value = static_cast<int>(capability / 10);
            break;
        case 76:
            *value = static_cast<int>(capability % 10);
            break;
        case 97:
            *value = static_cast<int>(environment("FAKE_CUDA_SHARED", 101376));
            break;
        default:
            *value = 1;
    }
    return SUCCESS;
}

int cuDevicePrimaryCtxRetain(void** context, int) {
    FAILING(cuDevicePrimaryCtxRetain)
    live++;
    starts++;
    *context = &live;
    return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int) {
    live--;
    return SUCCESS;
}
int cuDevicePrimaryCtxRelease(int device) { return cuDevicePrimaryCtxRelease_v2(device); }

int cuCtxSetCurrent(void*) { return SUCCESS; }

int cuModuleLoadData(void** module, const void* image) {
    FAILING(cuModuleLoadData)
    if (*static_cast<const unsigned*>(image) != 0xBA55ED50u) {
        return INVALID_VALUE;
    }
    live++;
    *module = &live;
    return SUCCESS;
}

int cuModuleUnload(void*) {
    live--;
    return SUCCESS;
}

int cuModuleGetFunction(void** function, void*, const char* name) {
    for (Function& f : functions) {
        if (f.name == name) {
            *function = &f;
            return SUCCESS;
        }
    }
    return NOT_FOUND;
}

int cuFuncSetAttribute(void*, int, int) { return SUCCESS; }

int cuFuncGetAttribute(int* value, int, void*) {
    *value = 0;
    return SUCCESS;
}

int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void*, int, size_t) {
    *blocks = 1;
    return SUCCESS;
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
    std::lock_guard<std::mutex> guard(lock);
    *total = static_cast<size_t>(environment("FAKE_CUDA_MEMORY", 1ll << 30));
    *free = *total - allocated;
    // FAKE_CUDA_OVERSTATE: the driver promises more than there is, so that allocations fail.
    *free += static_cast<size_t>(environment("FAKE_CUDA_OVERSTATE", 0));
    return SUCCESS;
}

int cuMemAlloc_v2(unsigned long long* pointer, size_t bytes) {
    FAILING(cuMemAlloc)
    std::lock_guard<std::mutex> guard(lock);
    if (allocated + bytes > static_cast<size_t>(environment("FAKE_CUDA_MEMORY", 1ll << 30))) {
        return OUT_OF_MEMORY;
    }
    void* memory = std::malloc(bytes);
    *pointer = reinterpret_cast<unsigned long long>(memory);
    allocations[*pointer] = bytes;
    allocated += bytes;
    live++;
    return SUCCESS;
}

int cuMemFree_v2(unsigned long long pointer) {
    std::lock_guard<std::mutex> guard(lock);
    auto found = allocations.find(pointer);
    if (found == allocations.end()) {
        return INVALID_VALUE;
    }
    allocated -= found->second;
    allocations.erase(found);
    std::free(reinterpret_cast<void*>(pointer));
    live--;
    return SUCCESS;
}

int cuMemAllocHost_v2(void** pointer, size_t bytes) {
    FAILING(cuMemAllocHost)
    *pointer = std::malloc(bytes);
    live++;
    return SUCCESS;
}

int cuMemFreeHost(void* pointer) {
    std::free(pointer);
    live--;
    return SUCCESS;
}

int cuMemcpyHtoDAsync_v2(unsigned long long to, const void* from, size_t bytes, void*) {
    FAILING(cuMemcpyHtoDAsync)
    std::memcpy(reinterpret_cast<void*>(to), from, bytes);
    return SUCCESS;
}

int cuMemcpyDtoHAsync_v2(void* to, unsigned long long from, size_t bytes, void*) {
    FAILING(cuMemcpyDtoHAsync)
    std::memcpy(to, reinterpret_cast<const void*>(from), bytes);
    return SUCCESS;
}

int cuMemcpyHtoD_v2(unsigned long long to, const void* from, size_t bytes) {
    return cuMemcpyHtoDAsync_v2(to, from, bytes, nullptr);
}

int cuMemcpyDtoH_v2(void* to, unsigned long long from, size_t bytes) {
    return cuMemcpyDtoHAsync_v2(to, from, bytes, nullptr);
}

int cuStreamCreate(void** stream, unsigned) {
    live++;
    *stream = &live;
    return SUCCESS;
}

int cuStreamDestroy_v2(void*) {
    live--;
    return SUCCESS;
}

int cuStreamSynchronize(void*) { return SUCCESS; }

int cuCtxSynchronize() { return SUCCESS; }

int cuEventCreate(void** event, unsigned) {
    FAILING(cuEventCreate)
    live++;
    *event = &live;
    return SUCCESS;
}

int cuEventDestroy_v2(void*) {
    live--;
    return SUCCESS;
}

int cuEventRecord(void*, void*) { return SUCCESS; }

int cuEventQuery(void*) { return SUCCESS; }

int cuEventSynchronize(void*) { return SUCCESS; }

int cuEventElapsedTime(float* milliseconds, void*, void*) {
    *milliseconds = 1;
    return SUCCESS;
}

int cuLaunchKernel(
        void* function, unsigned x, unsigned y, unsigned z, unsigned, unsigned, unsigned,
        unsigned shared, void*, void** parameters, void**) {
    FAILING(cuLaunchKernel)
    const std::string& name = static_cast<Function*>(function)->name;
    if (name == "beamforge_exact_fp") {
        return exactFp(x, shared, parameters);
    }
    if (name == "beamforge_mm_admm") {
        return mmAdmm(x, shared, parameters);
    }
    if (name == "beamforge_mm_admm_step") {
        return mmAdmmStep(x, parameters);
    }
    if (name == "beamforge_mm_admm_carry") {
        return mmAdmmCarry(x, y, shared, false, parameters);
    }
    if (name == "beamforge_mm_admm_carry_global") {
        return mmAdmmCarry(x, y, shared, true, parameters);
    }
    if (name == "beamforge_copy") {
        auto from = parameter<const Complex*>(parameters, 0);
        auto to = parameter<Complex*>(parameters, 1);
        auto length = parameter<long long>(parameters, 2);
        for (unsigned b = 0; b < x; b++) {
            copyShare(SingleLane(), b, x, from, to, length);
        }
        return SUCCESS;
    }
    if (name == "beamforge_fma") {
        auto rounds = parameter<int>(parameters, 0);
        auto out = parameter<double*>(parameters, 1);
        for (unsigned b = 0; b < x; b++) {
            multiplyAdds(SingleLane(), b, rounds, out);
        }
        return SUCCESS;
    }
    for (unsigned b = 0; b < z && name != "beamforge_basis"; b++) {
        if (name == "beamforge_gram") {
            int n = parameter<int>(parameters, 0);
            int length = parameter<int>(parameters, 1);
            auto rows = parameter<const Complex*>(parameters, 2);
            auto out = parameter<Complex*>(parameters, 3);
            GramProduct product = {n, length, rows + size_t{b} * n * length, out + size_t{b} * n * n};
            tiles(x, y, product);
        } else {
            int size = parameter<int>(parameters, 0);
            int length = parameter<int>(parameters, 1);
            int columns = parameter<int>(parameters, 2);
            auto basis = parameter<const Complex*>(parameters, 3);
            auto in = parameter<const Complex*>(parameters, 4);
            auto out = parameter<Complex*>(parameters, 5);
            ExpandProduct product = {size, length, columns, basis + size_t{b} * size * length,
                                     in + size_t{b} * size * columns,
                                     out + size_t{b} * length * columns};
            tiles(x, y, product);
        }
    }
    if (name == "beamforge_basis") {
        int count = parameter<int>(parameters, 0);
        int length = parameter<int>(parameters, 1);
        auto vectors = parameter<const Complex*>(parameters, 2);
        auto q = parameter<Complex*>(parameters, 3);
        auto coordinates = parameter<Complex*>(parameters, 4);
        auto sizes = parameter<int*>(parameters, 5);
        size_t room = static_cast<size_t>(count < length ? count : length);
        std::vector<Complex> coefficients(static_cast<size_t>(count));
        for (size_t b = 0; b < x; b++) {
            sizes[b] = orthonormalBasis(
                    SingleLane(), vectors + b * count * length, count, length,
                    q + b * room * length, coordinates + b * count * count, coefficients.data());
        }
    }
    return SUCCESS;
}

int cuGetErrorName(int code, const char** name) {
    *name = code == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY"
          : code == ILLEGAL_ADDRESS ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR_OTHER";
    return SUCCESS;
}

int cuGetErrorString(int code, const char** text) {
    *text = code == OUT_OF_MEMORY ? "out of memory" : "the fake driver was told to fail";
    return SUCCESS;
}

}  // extern "C"
