// What crosses the border between Java and the kernels of mm-admm, and the working memory of one
// start; the mirror of org.beamforge.cuda.AdmmBatch. All offsets count Complex numbers.
#pragma once

#include "beamforge/problem.h"

namespace beamforge {

// One start. Its input is V: [p, 3], H: [p, n] and X: [p, T] in the coordinates X = Q^H W, then, in
// full dimension (r > p), Q: [r, p]; its output is X: [p, T], then b: [n] and upsilon: [n], each as
// a Complex. The start W = Q X lies in the span of Q.
struct AdmmRecord {
    int32_t p;
    int32_t n;
    int32_t columns;  // T
    int32_t r;
    double deltaD;
    double deltaE;
    double z[4];
    double rho;  // 0 before the first iteration
    double mu;
    double lastViolation;
    double mixerRadius;
    int32_t outer;
    int32_t inner;
    int32_t quiet;
    int32_t unused;
    int64_t input;
    int64_t output;
};
static_assert(sizeof(AdmmRecord) == 128, "the Java side writes 128 bytes");

// The numbers of org.beamforge.solver.mmadmm.Schedule, and when to stop.
struct AdmmSettings {
    double tolerance;
    double rhoStart;
    double decay;
    double floor;
    double violated;
    double progress;
    double haste;
    double lower;
    double pull;
    int32_t adaptive;
    int32_t limit;
};
static_assert(sizeof(AdmmSettings) == 80, "the Java side writes 80 bytes");

struct AdmmResult {
    double z[4];
    double rho;
    double mu;
    double primal;
    double stepLength;
    double violation;
    double lastViolation;
    double rate;
    double mixerRadius;
    int32_t outer;
    int32_t inner;
    int32_t quiet;
    int32_t status;  // SOLVED, MAX_ITERATIONS or STOPPED
};
static_assert(sizeof(AdmmResult) == 112, "the Java side reads 112 bytes");

BF_HD inline int64_t admmInputLength(int p, int n, int columns, int r) {
    return static_cast<int64_t>(p) * (SENSING + n + columns)
            + (r > p ? static_cast<int64_t>(r) * p : 0);
}

BF_HD inline int64_t admmOutputLength(int p, int n, int columns) {
    return static_cast<int64_t>(p) * columns + 2 * n;
}

// W, the iterate and the trial, [r, T] each; in global memory, and only in full dimension.
BF_HD inline int64_t carriedLength(int p, int columns, int r) {
    return r > p ? 3 * static_cast<int64_t>(r) * columns : 0;
}

// Gram matrix of y_d, y_g, y_e and the forms s_1, Re s_2, Im s_2, s_3, as SensingMoments.
struct Moments {
    Complex gram[9];  // gram[b, c] = sum_t conj(y_b) y_c
    double s[4];
};

// What the carried W does with the last trial before the next one.
enum CarryAction : int32_t { CARRY_START = 0, CARRY_REPEAT = 1, CARRY_ACCEPT = 2, CARRY_RESTART = 3 };

struct AdmmScalars {
    Moments moments;  // of the point the next step starts from
    Moments kept;     // of the iterate
    Moments trial;
    // The QCQP (59): resolvents, Woodbury's system, the combination Gamma.
    Complex sums[30];  // B, then L, then B2, then L2, see beam_qcqp.h
    Complex b[9];
    Complex b2[9];
    Complex woodbury[16];
    Complex left[4];
    Complex tangent[4];
    Complex tangentRight[4];
    Complex gammaMatrix[9];
    Complex psi[9];
    double z[4];
    double q[4];
    double c[4];
    double weight[4];
    double normal[MEMORY * (MEMORY + 1)];
    double gamma[MEMORY];
    double plainNorm;  // ||(A + c)^-1 P||^2
    double squaredNorm;
    double sigma;
    double required;
    double rho;
    double mu;
    double rate;
    double radius;
    double shrink;
    double stepLength;
    double momentum;
    double beta;
    double primal;
    double violation;
    double lastViolation;
    double mixerRadius;
    double stretch;
    int32_t flag;
    int32_t outer;
    int32_t inner;
    int32_t quiet;
    int32_t factorisations;
    int32_t extrapolated;
    int32_t mixing;
    int32_t stored;
    int32_t hasLast;
    int32_t carry;
    int32_t status;
    int32_t done;
    double unused;
};
static_assert(sizeof(AdmmScalars) % 16 == 0, "Complex arrays follow");

struct AdmmWorkspace {
    AdmmScalars* scalars;
    Complex* channels;      // H: [p, n]
    Complex* sensing;       // V: [p, 3]
    Complex* x;             // where the next step starts: [p, T]
    Complex* xKept;         // the iterate
    Complex* xNext;         // the trial
    Complex* xHat;          // x in the eigenvectors' coordinates
    Complex* rhs;           // P, then the solution, likewise
    Complex* seen;          // [H, V]^H x: [n + 3, T]
    Complex* seenKept;
    Complex* seenNext;
    Complex* eigenvectors;  // E: [h, h], h = min(n, p)
    Complex* a;             // A: [h, h]
    Complex* work;          // [h, h]
    Complex* f;             // [h, n]
    Complex* fHat;          // E^H F: [h, n]
    Complex* vHat;          // V in the eigenvectors' coordinates: [p, 3]
    Complex* vTimes;        // V times a 3 x 3 matrix: [p, 3]
    Complex* terms;         // products of every row that the resolvents sum: [p, 15]
    Complex* b;             // (48): [n]
    double* eigenvalues;    // [p], zero from h on
    double* inverse;        // 1 / (eigenvalues + c): [p]
    double* rowNorm;        // ||P_j||^2: [p]
    double* upsilon;        // (47): [n]
    double* used;           // mixed log variables: [2 n]
    double* image;          // [2 n]
    double* move;           // [2 n]
    double* mixWeight;      // [2 n]
    double* dx;             // [MEMORY, 2 n]
    double* df;             // [MEMORY, 2 n]
    double* lastX;          // [2 n]
    double* lastF;          // [2 n]
};

constexpr int TERMS = 15;  // 6 of V^H V, 9 of V^H P Y^H

BF_HD inline int smallerOf(int a, int b) { return a < b ? a : b; }

BF_HD inline size_t admmWorkspaceBytes(int p, int n, int columns) {
    size_t h = static_cast<size_t>(smallerOf(n, p));
    size_t complexes = static_cast<size_t>(p) * (n + SENSING)
            + static_cast<size_t>(columns) * (5 * static_cast<size_t>(p) + 3 * (n + SENSING))
            + 3 * h * h + 2 * h * n + static_cast<size_t>(p) * (2 * SENSING + TERMS) + n;
    size_t doubles = 3 * static_cast<size_t>(p) + static_cast<size_t>(n) * (13 + 4 * MEMORY);
    doubles += doubles & 1;
    return sizeof(AdmmScalars) + complexes * sizeof(Complex) + doubles * sizeof(double);
}

BF_HD inline AdmmWorkspace carveAdmm(unsigned char* memory, int p, int n, int columns) {
    AdmmWorkspace w;
    int h = smallerOf(n, p);
    int wide = p * columns;
    int rows = (n + SENSING) * columns;
    w.scalars = reinterpret_cast<AdmmScalars*>(memory);
    Complex* z = reinterpret_cast<Complex*>(memory + sizeof(AdmmScalars));
    w.sensing = z;
    z += p * SENSING;
    w.channels = z;
    z += p * n;
    w.x = z;
    z += wide;
    w.xKept = z;
    z += wide;
    w.xNext = z;
    z += wide;
    w.xHat = z;
    z += wide;
    w.rhs = z;
    z += wide;
    w.seen = z;
    z += rows;
    w.seenKept = z;
    z += rows;
    w.seenNext = z;
    z += rows;
    w.eigenvectors = z;
    z += h * h;
    w.a = z;
    z += h * h;
    w.work = z;
    z += h * h;
    w.f = z;
    z += h * n;
    w.fHat = z;
    z += h * n;
    w.vHat = z;
    z += p * SENSING;
    w.vTimes = z;
    z += p * SENSING;
    w.terms = z;
    z += p * TERMS;
    w.b = z;
    z += n;
    double* d = reinterpret_cast<double*>(z);
    w.eigenvalues = d;
    d += p;
    w.inverse = d;
    d += p;
    w.rowNorm = d;
    d += p;
    w.upsilon = d;
    d += n;
    w.used = d;
    d += 2 * n;
    w.image = d;
    d += 2 * n;
    w.move = d;
    d += 2 * n;
    w.mixWeight = d;
    d += 2 * n;
    w.lastX = d;
    d += 2 * n;
    w.lastF = d;
    d += 2 * n;
    w.dx = d;
    d += MEMORY * 2 * n;
    w.df = d;
    return w;
}

}  // namespace beamforge
