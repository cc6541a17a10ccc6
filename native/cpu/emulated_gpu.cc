// See emulated_gpu.h. Under ThreadSanitizer this file is built without -fsanitize=thread and with
// BF_LANES_TSAN, so that only what is said here by acquire() and release() orders the lanes.
#include "emulated_gpu.h"

#include <sched.h>
#include <ucontext.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <thread>

#if defined(BF_LANES_TSAN)
extern "C" {
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void* fiber);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif
#if defined(__SANITIZE_ADDRESS__)
extern "C" {
void __sanitizer_start_switch_fiber(void** save, const void* bottom, size_t size);
void __sanitizer_finish_switch_fiber(void* save, const void** bottom, size_t* size);
}
#endif

#ifndef BF_WARP
#define BF_WARP 32
#endif

namespace lanes {
namespace {

constexpr size_t STACK_BYTES = 256 * 1024;
constexpr int VARIABLES = 4;  // static ones of a kernel
constexpr size_t VARIABLE_BYTES = 16 * 1024;
constexpr unsigned WITHOUT_ORDER = 1;  // __tsan_switch_to_fiber_no_sync

void acquire(void* address) {
#if defined(BF_LANES_TSAN)
    __tsan_acquire(address);
#else
    (void)address;
#endif
}

void release(void* address) {
#if defined(BF_LANES_TSAN)
    __tsan_release(address);
#else
    (void)address;
#endif
}

struct Block;

// Where lanes wait for each other.
struct Meeting {
    int members = 0;
    std::atomic<int> arrived{0};
    std::atomic<unsigned> held{0};  // how often all have met
    // The place of the first to arrive.
    const char* kind = nullptr;
    const char* what = nullptr;
    const char* file = nullptr;
    int line = 0;
    std::atomic_flag lock = ATOMIC_FLAG_INIT;  // a mutex would be a sync to ThreadSanitizer
    char order[2] = {0, 0};
    int firstLane = 0;
};

struct Lane {
    Index thread = {0, 0, 0};
    Block* block = nullptr;
    int number = 0;
    Meeting* warp = nullptr;
    const char* what = "start";
    const char* file = "";
    int line = 0;
    const char* kind = "";
    bool skips = false;  // whether the sync at this place is dropped
    bool ended = false;
    double slot[2] = {0, 0};
    unsigned shuffles = 0;
    // The fiber.
    void* stackPointer = nullptr;
    ucontext_t context;
    unsigned char* stack = nullptr;
    void* tsan = nullptr;
    void* fakeStack = nullptr;
};

struct Block {
    Index index = {0, 0, 0};
    std::vector<std::unique_ptr<Lane>> members;
    std::vector<std::unique_ptr<Meeting>> warps;
    Meeting all;
    unsigned char* shared = nullptr;
    unsigned char* variables = nullptr;
    // Where which variable lies; the lanes that come first agree on it.
    std::atomic<const void*> keys[VARIABLES];
    std::atomic<int> live{0};
};

const char* baseName(const char* file) {
    const char* slash = std::strrchr(file, '/');
    return slash == nullptr ? file : slash + 1;
}

// Lanes that may run, oldest first. A ring of fixed length, because memory that lanes allocate and
// free would look like a race between them.
class Ready {
public:
    void reserve(size_t most) { ring.assign(most, nullptr); }
    size_t size() const { return count; }
    void pushBack(Lane* lane) { ring[(head + count++) % ring.size()] = lane; }
    Lane* popBack() { return ring[(head + --count) % ring.size()]; }
    Lane* popFront() {
        Lane* lane = ring[head];
        head = (head + 1) % ring.size();
        count--;
        return lane;
    }
    void swapWithBack(size_t i) {
        std::swap(ring[(head + i) % ring.size()], ring[(head + count - 1) % ring.size()]);
    }

private:
    std::vector<Lane*> ring;
    size_t head = 0;
    size_t count = 0;
};

// One launch. Only one is under way at a time.
struct Run {
    Engine engine;
    const char* kernel = "";
    Index grid = {1, 1, 1};
    Index block = {1, 1, 1};
    size_t sharedBytes = 0;
    const std::function<void()>* body = nullptr;
    uint64_t random = 1;
    Ready ready;
    Lane host;  // where launch() itself runs
    const void* hostBottom = nullptr;
    size_t hostSize = 0;
    char order = 0;
    std::string droppedFile;
    int droppedLine = 0;

    uint64_t draw() {
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        return random >> 33;
    }
};

Run* run = nullptr;
thread_local Lane* current = nullptr;
std::map<std::string, Place> visited;

std::string describe(const Lane& lane) {
    char text[256];
    std::snprintf(text, sizeof text, "lane %d of block (%u, %u, %u) %s %s at %s:%d", lane.number,
                  lane.block->index.x, lane.block->index.y, lane.block->index.z,
                  lane.ended ? "has ended after the" : "waits in the", lane.what,
                  baseName(lane.file), lane.line);
    return text;
}

[[noreturn]] void fault(const std::string& message) {
    std::fprintf(stderr, "lanes: %s: divergence: %s\n", run->kernel, message.c_str());
    std::fflush(nullptr);
    std::_Exit(3);
}

// --- Fibers

#if defined(__x86_64__)
extern "C" void lanesSwitch(void** from, void* to);
__asm__(R"(
.text
.globl lanesSwitch
.type lanesSwitch, @function
lanesSwitch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size lanesSwitch, .-lanesSwitch
)");
#endif

void arrived(Lane& from) {
#if defined(__SANITIZE_ADDRESS__)
    const void* bottom;
    size_t size;
    __sanitizer_finish_switch_fiber(current->fakeStack, &bottom, &size);
    if (&from == &run->host) {
        run->hostBottom = bottom;
        run->hostSize = size;
    }
#else
    (void)from;
#endif
}

Lane* cameFrom = nullptr;

void switchTo(Lane& to, bool forGood = false) {
    Lane& from = current == nullptr ? run->host : *current;
    cameFrom = &from;
#if defined(__SANITIZE_ADDRESS__)
    bool host = &to == &run->host;
    __sanitizer_start_switch_fiber(
            forGood ? nullptr : &from.fakeStack, host ? run->hostBottom : to.stack,
            host ? run->hostSize : STACK_BYTES);
#else
    (void)forGood;
#endif
#if defined(BF_LANES_TSAN)
    __tsan_switch_to_fiber(to.tsan, WITHOUT_ORDER);
#endif
    current = &to;
#if defined(__x86_64__)
    lanesSwitch(&from.stackPointer, to.stackPointer);
#else
    swapcontext(&from.context, &to.context);
#endif
    current = &from;
    arrived(*cameFrom);
}

// Runs somebody else until this lane may go on.
void schedule(bool forGood = false) {
    Ready& ready = run->ready;
    Lane* next = &run->host;
    if (ready.size() > 0) {
        if (run->engine.order == Order::RANDOM) {
            ready.swapWithBack(run->draw() % ready.size());
        }
        next = run->engine.order == Order::ROUND_ROBIN ? ready.popFront() : ready.popBack();
    }
    if (next != current) {
        switchTo(*next, forGood);
    }
}

void makeReady(Block& block, int first, int count) {
    bool reversed = run->engine.order == Order::FORWARD;  // the last one in goes first
    for (int i = 0; i < count; i++) {
        Lane& lane = *block.members[static_cast<size_t>(first + (reversed ? count - 1 - i : i))];
        run->ready.pushBack(&lane);
    }
}

void body() {
    Lane& self = *current;
    acquire(&run->order);
    (*run->body)();
    release(&run->order);
    self.ended = true;
    self.block->live--;
}

void fiberMain() {
    arrived(*cameFrom);
    body();
    schedule(true);
    std::abort();
}

void prepareFiber(Lane& lane) {
    lane.stack = static_cast<unsigned char*>(std::malloc(STACK_BYTES));
#if defined(__x86_64__)
    uintptr_t top = (reinterpret_cast<uintptr_t>(lane.stack) + STACK_BYTES) & ~uintptr_t{15};
    void** sp = reinterpret_cast<void**>(top);
    *--sp = nullptr;  // where fiberMain would return to, which it never does
    *--sp = reinterpret_cast<void*>(&fiberMain);
    for (int i = 0; i < 6; i++) {
        *--sp = nullptr;
    }
    lane.stackPointer = sp;
#else
    getcontext(&lane.context);
    lane.context.uc_stack.ss_sp = lane.stack;
    lane.context.uc_stack.ss_size = STACK_BYTES;
    lane.context.uc_link = nullptr;
    makecontext(&lane.context, fiberMain, 0);
#endif
#if defined(BF_LANES_TSAN)
    lane.tsan = __tsan_create_fiber(0);
#endif
}

void discardFiber(Lane& lane) {
#if defined(BF_LANES_TSAN)
    __tsan_destroy_fiber(lane.tsan);
#endif
    std::free(lane.stack);
}

// --- Blocks

unsigned char* allocate(size_t bytes) {
    void* memory = nullptr;
    if (posix_memalign(&memory, 16, bytes == 0 ? 16 : bytes) != 0) {
        fault("no memory");
    }
    std::memset(memory, 0xff, bytes);  // NaN
    return static_cast<unsigned char*>(memory);
}

std::unique_ptr<Block> makeBlock(unsigned number) {
    auto block = std::make_unique<Block>();
    const Index& grid = run->grid;
    block->index = {number % grid.x, number / grid.x % grid.y, number / grid.x / grid.y};
    int size = static_cast<int>(run->block.x * run->block.y * run->block.z);
    if (size % BF_WARP != 0) {
        fault("a block of " + std::to_string(size) + " lanes is no whole number of warps");
    }
    block->all.members = size;
    block->live = size;
    for (int i = 0; i < size / BF_WARP; i++) {
        block->warps.push_back(std::make_unique<Meeting>());
        block->warps.back()->members = BF_WARP;
        block->warps.back()->firstLane = i * BF_WARP;
    }
    for (int i = 0; i < size; i++) {
        auto lane = std::make_unique<Lane>();
        lane->number = i;
        lane->thread = {static_cast<unsigned>(i), 0, 0};
        lane->block = block.get();
        lane->warp = block->warps[static_cast<size_t>(i / BF_WARP)].get();
        block->members.push_back(std::move(lane));
    }
    block->shared = allocate(run->sharedBytes);
    block->variables = allocate(VARIABLES * VARIABLE_BYTES);
    for (auto& key : block->keys) {
        key = nullptr;
    }
    return block;
}

void discard(Block& block) {
    std::free(block.shared);
    std::free(block.variables);
}

// All lanes wait and none may go on.
[[noreturn]] void stuck(const std::vector<std::unique_ptr<Block>>& blocks) {
    std::string message;
    for (const auto& block : blocks) {
        const Lane* shown = nullptr;
        for (const auto& lane : block->members) {
            bool same = shown != nullptr && shown->ended == lane->ended
                    && shown->line == lane->line && std::strcmp(shown->file, lane->file) == 0;
            if (!same) {
                message += (message.empty() ? "" : "; ") + describe(*lane);
                shown = lane.get();
            }
        }
        if (!message.empty()) {
            break;
        }
    }
    fault(message);
}

void launchFibers(unsigned count) {
    run->ready.reserve(static_cast<size_t>(run->engine.resident)
                       * (run->block.x * run->block.y * run->block.z));
#if defined(BF_LANES_TSAN)
    run->host.tsan = __tsan_get_current_fiber();
#endif
    unsigned next = 0;
    std::vector<std::unique_ptr<Block>> blocks;
    while (next < count || !blocks.empty()) {
        while (next < count && static_cast<int>(blocks.size()) < run->engine.resident) {
            blocks.push_back(makeBlock(next++));
            for (auto& lane : blocks.back()->members) {
                prepareFiber(*lane);
            }
            release(&run->order);
            makeReady(*blocks.back(), 0, blocks.back()->all.members);
        }
        schedule();  // until no lane may go on
        acquire(&run->order);
        size_t before = blocks.size();
        for (size_t i = 0; i < blocks.size();) {
            if (blocks[i]->live == 0) {
                for (auto& lane : blocks[i]->members) {
                    discardFiber(*lane);
                }
                discard(*blocks[i]);
                blocks.erase(blocks.begin() + static_cast<long>(i));
            } else {
                i++;
            }
        }
        if (blocks.size() == before) {
            stuck(blocks);
        }
    }
}

void launchThreads(unsigned count) {
    unsigned next = 0;
    while (next < count) {
        std::vector<std::unique_ptr<Block>> blocks;
        std::vector<std::thread> threads;
        for (int i = 0; i < run->engine.resident && next < count; i++) {
            blocks.push_back(makeBlock(next++));
        }
        release(&run->order);
        for (auto& block : blocks) {
            for (auto& lane : block->members) {
                threads.emplace_back([self = lane.get()] {
                    current = self;
                    body();
                });
            }
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        acquire(&run->order);
        for (auto& block : blocks) {
            discard(*block);
        }
    }
}

// --- Meetings

bool samePlace(const Meeting& meeting, const Lane& lane) {
    return meeting.line == lane.line && std::strcmp(meeting.kind, lane.kind) == 0
            && std::strcmp(meeting.file, lane.file) == 0;
}

[[noreturn]] void parted(const Meeting& meeting, const Lane& lane) {
    fault(describe(lane) + ", another lane of its group in the " + meeting.what + " at "
          + baseName(meeting.file) + ":" + std::to_string(meeting.line));
}

void note(Meeting& meeting, const Lane& lane, bool first) {
    if (first) {
        meeting.kind = lane.kind;
        meeting.what = lane.what;
        meeting.file = lane.file;
        meeting.line = lane.line;
    } else if (!samePlace(meeting, lane)) {
        parted(meeting, lane);
    }
}

void waitAsThread(Meeting& meeting, unsigned before) {
    auto began = std::chrono::steady_clock::now();
    for (long spins = 0; meeting.held.load(std::memory_order_acquire) == before; spins++) {
        sched_yield();  // more lanes than processors
        if (spins % 4096 == 4095) {
            Block& block = *current->block;
            bool left = block.live.load() < block.all.members;
            std::chrono::duration<double> waited = std::chrono::steady_clock::now() - began;
            if (left || waited.count() > 120) {
                fault(describe(*current) + (left ? ", and others have ended"
                                                 : " for two minutes, and others do not come"));
            }
        }
    }
}

// Waits for all members. Only an ordered meeting makes what they wrote visible to each other.
void meet(Meeting& meeting, const char* kind, bool ordered) {
    Lane& self = *current;
    self.kind = kind;
    unsigned before = meeting.held.load(std::memory_order_acquire);
    char* order = meeting.order + before % 2;
    if (ordered) {
        release(order);
    }
    if (run->engine.threads) {
        int place;
        while (meeting.lock.test_and_set(std::memory_order_acquire)) {
            sched_yield();
        }
        place = meeting.arrived.load();
        note(meeting, self, place == 0);
        meeting.arrived.store(place + 1);
        meeting.lock.clear(std::memory_order_release);
        if (place + 1 == meeting.members) {
            meeting.arrived.store(0);
            meeting.held.store(before + 1, std::memory_order_release);
        } else {
            waitAsThread(meeting, before);
        }
    } else {
        int place = meeting.arrived.load(std::memory_order_relaxed);
        note(meeting, self, place == 0);
        if (place + 1 == meeting.members) {
            meeting.arrived.store(0, std::memory_order_relaxed);
            meeting.held.store(before + 1, std::memory_order_relaxed);
            makeReady(*self.block, meeting.firstLane, meeting.members);
        } else {
            meeting.arrived.store(place + 1, std::memory_order_relaxed);
        }
        schedule();
    }
    if (ordered) {
        acquire(order);
    }
}

}  // namespace

void launch(
        const Engine& engine,
        const char* kernel,
        Index grid,
        Index block,
        size_t sharedBytes,
        const std::function<void()>& task) {
    Run now;
    now.engine = engine;
    now.kernel = kernel;
    now.grid = grid;
    now.block = block;
    now.sharedBytes = sharedBytes;
    now.body = &task;
    now.random = engine.seed;
    size_t colon = engine.dropped.rfind(':');
    if (colon != std::string::npos) {
        now.droppedFile = engine.dropped.substr(0, colon);
        now.droppedLine = std::atoi(engine.dropped.c_str() + colon + 1);
    }
    run = &now;
    unsigned count = grid.x * grid.y * grid.z;
    if (engine.threads) {
        launchThreads(count);
    } else {
        current = nullptr;
        launchFibers(count);
        current = nullptr;
    }
    run = nullptr;
}

std::vector<Place> places() {
    std::vector<Place> all;
    for (const auto& entry : visited) {
        all.push_back(entry.second);
    }
    return all;
}

const Index& threadIndex() { return current->thread; }
const Index& blockIndex() { return current->block->index; }
const Index& blockSize() { return run->block; }
const Index& gridSize() { return run->grid; }

void at(const char* what, const char* file, int line) {
    Lane& self = *current;
    self.what = what;
    self.file = file;
    self.line = line;
    self.skips = line == run->droppedLine && run->droppedFile == baseName(file);
    if (run->engine.count && !run->engine.threads) {
        std::string where = std::string(baseName(file)) + ":" + std::to_string(line);
        Place& place = visited[where];
        place.where = where;
        place.what = what;
        place.visits++;
    }
}

void syncBlock() {
    if (!current->skips) {
        meet(current->block->all, "__syncthreads", true);
    }
}

void syncWarp() {
    if (!current->skips) {
        meet(*current->warp, "__syncwarp", true);
    }
}

double shuffleXor(double x, int mask) {
    Lane& self = *current;
    unsigned parity = self.shuffles++ % 2;
    Block& block = *self.block;
    self.slot[parity] = x;
    meet(*self.warp, "__shfl_xor_sync", false);
    // A partner may be one shuffle ahead, but no two, so the other slot is where it writes by now.
    return block.members[static_cast<size_t>(self.number ^ mask)]->slot[parity];
}

unsigned char* dynamicShared() { return current->block->shared; }

void* staticShared(const void* key, size_t bytes) {
    Block& block = *current->block;
    for (size_t i = 0; i < VARIABLES && bytes <= VARIABLE_BYTES; i++) {
        const void* none = nullptr;
        if (block.keys[i].compare_exchange_strong(none, key) || none == key) {
            return block.variables + i * VARIABLE_BYTES;
        }
    }
    fault("no room for a variable in shared memory");
}

}  // namespace lanes
