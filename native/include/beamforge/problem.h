// What crosses the border between Java and the kernels: plain structures of fixed layout, and how
// the working memory of one problem is laid out. All offsets count Complex numbers.
#pragma once

#include "beamforge/complex.h"

namespace beamforge {

constexpr int SENSING = 3;
constexpr int MEMORY = 4;  // of Anderson's acceleration

// One canonical problem. Its input is V = [d, g, e]: [r, 3], then H: [r, n]; its output is W_c: [r,
// n], then W_r: [r, r], of which radarColumns columns count; its scratch is as long as its output.
struct ProblemRecord {
    int32_t r;
    int32_t n;
    double deltaD;
    double deltaE;
    int64_t input;
    int64_t output;
};
static_assert(sizeof(ProblemRecord) == 40, "the Java side writes 40 bytes");

struct SolveSettings {
    double tolerance;
    int64_t seed;
    int32_t starts;
    int32_t maxIterations;
};
static_assert(sizeof(SolveSettings) == 24, "the Java side writes 24 bytes");

enum Status : int32_t {
    SOLVED = 0,
    MAX_ITERATIONS = 1,
    STALLED = 2,
    NUMERICAL_ERROR = 3,
    STOPPED = 4,
    NO_SAFE_POINT = 5  // no covariance meets the sensing constraints: the problem was infeasible
};

struct ResultRecord {
    double rateNats;
    double boundNats;
    double residual;
    int32_t status;
    int32_t radarColumns;
    int32_t outerIterations;
    int32_t newtonSteps;
    int32_t rescues;
    int32_t unused;
};
static_assert(sizeof(ResultRecord) == 48, "the Java side reads 48 bytes");

BF_HD inline int64_t inputLength(int r, int n) {
    return static_cast<int64_t>(r) * (SENSING + n);
}

BF_HD inline int64_t outputLength(int r, int n) {
    return static_cast<int64_t>(r) * (n + r);
}

// Scalars and small matrices of the dual, in shared memory once per problem.
struct DualScalars {
    Complex vrv[9];
    Complex vsv[9];
    Complex vsgv[9];
    double theta[6];
    double trial[6];
    double factorZ[4];
    double trialZ[4];
    double plain[6];
    double gradient[6];
    double saved[6];
    double step[6];
    double scale[6];
    double hessian[36];
    double jacobian[36];
    double product[36];
    double scaledHessian[36];
    double normal[MEMORY * (MEMORY + 1)];
    double gamma[MEMORY];
    int32_t flag;
    int32_t unused;
};
static_assert(sizeof(DualScalars) % 16 == 0, "Complex arrays follow");

// Where everything of one problem lies; the pointers are the same in all lanes.
struct Workspace {
    DualScalars* scalars;
    Complex* channels;  // H: [r, n]
    Complex* sensing;   // V: [r, 3]
    Complex* a;         // A: [r, r], lower triangle; room for [n, n] as well
    Complex* factor;    // B, then its factor and the inverse of that: [r, r]; likewise, and after a
    Complex* g;         // G = B^-1: [r, r]
    Complex* vf;        // [V, F]: [r, 3 + n]
    Complex* uk;        // G [V, F] = [U, K]: [r, 3 + n]
    Complex* vuk;       // V^H [U, K]: [3, 3 + n]
    Complex* uku;       // [U, K]^H U: [3 + n, 3]
    Complex* received;  // H^H W: [n, n]
    Complex* q;         // FixedPointNewton's Q: [n, n]
    Complex* y;         // Y: [3, n]
    Complex* z;         // Y diag(c^2) Gamma: [3, n]
    double* diagonal;         // of the factor: [r]
    double* inverseDiagonal;  // [r]
    double* upsilon;    // [n]
    double* b;          // [n]
    double* x;          // [2 n]
    double* image;      // [2 n]
    double* bestImage;  // [2 n]
    double* weight;     // [2 n]
    double* dx;         // [MEMORY, 2 n]
    double* df;         // [MEMORY, 2 n]
    double* lastX;      // [2 n]
    double* lastF;      // [2 n]
    double* off;        // [n], 1 for a user that is switched off
    double* frozen;     // [n], 1 for a user outside the Newton system
    double* delta;      // [2 n], the Newton step
    double* rhs;        // [2 n]
    double* uTheta;     // du/dtheta: [n, 6]
    double* tTheta;     // dT/dtheta: [n, 6]
    double* noise;      // interference plus noise: [n]
    double* c;          // [n]
    double* active;     // [n], users in the Newton system
};

// Room for [r, 3 + n], or for six figures of each of n + r columns, which use the same place later.
BF_HD inline int wideLength(int r, int n) { return largerOf(r * (SENSING + n), 3 * (r + n)); }

// a and factor together hold the [2 n, 2 n] matrix of FixedPointNewton, too.
BF_HD inline int squareLength(int r, int n) { return largerOf(r, n) * largerOf(r, n); }

BF_HD inline size_t workspaceBytes(int r, int n) {
    size_t complexes = static_cast<size_t>(r) * n + r * SENSING + static_cast<size_t>(r) * r
            + 2 * static_cast<size_t>(squareLength(r, n)) + static_cast<size_t>(r) * (SENSING + n)
            + wideLength(r, n) + 2 * SENSING * (SENSING + n) + 2 * static_cast<size_t>(n) * n
            + 2 * SENSING * n;
    size_t doubles = 2 * r + 7 * n + (8 + 2 * MEMORY) * 2 * static_cast<size_t>(n) + 12 * n;
    doubles += doubles & 1;
    return sizeof(DualScalars) + complexes * sizeof(Complex) + doubles * sizeof(double);
}

BF_HD inline Workspace carve(unsigned char* memory, int r, int n) {
    Workspace w;
    w.scalars = reinterpret_cast<DualScalars*>(memory);
    Complex* z = reinterpret_cast<Complex*>(memory + sizeof(DualScalars));
    w.channels = z;
    z += r * n;
    w.sensing = z;
    z += r * SENSING;
    w.a = z;
    z += squareLength(r, n);
    w.factor = z;
    z += squareLength(r, n);
    w.g = z;
    z += r * r;
    w.vf = z;
    z += r * (SENSING + n);
    w.uk = z;
    z += wideLength(r, n);
    w.vuk = z;
    z += SENSING * (SENSING + n);
    w.uku = z;
    z += SENSING * (SENSING + n);
    w.received = z;
    z += n * n;
    w.q = z;
    z += n * n;
    w.y = z;
    z += SENSING * n;
    w.z = z;
    z += SENSING * n;
    double* d = reinterpret_cast<double*>(z);
    w.diagonal = d;
    d += r;
    w.inverseDiagonal = d;
    d += r;
    w.upsilon = d;
    d += n;
    w.b = d;
    d += n;
    w.off = d;
    d += n;
    w.x = d;
    d += 2 * n;
    w.image = d;
    d += 2 * n;
    w.bestImage = d;
    d += 2 * n;
    w.weight = d;
    d += 2 * n;
    w.lastX = d;
    d += 2 * n;
    w.lastF = d;
    d += 2 * n;
    w.frozen = d;
    d += n;
    w.noise = d;
    d += n;
    w.c = d;
    d += n;
    w.active = d;
    d += n;
    w.delta = d;
    d += 2 * n;
    w.rhs = d;
    d += 2 * n;
    w.uTheta = d;
    d += 6 * n;
    w.tTheta = d;
    d += 6 * n;
    w.dx = d;
    d += MEMORY * 2 * n;
    w.df = d;
    return w;
}

}  // namespace beamforge
