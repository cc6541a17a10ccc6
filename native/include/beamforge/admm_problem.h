// What crosses the border between Java and the kernels of mm-admm, and the working memory of one
// start; the mirror of org.beamforge.cuda.AdmmBatch. All offsets count Complex numbers.
#pragma once

#include "beamforge/problem.h"

namespace beamforge {

// One start. Its input is V: [p, 3], H: [p, n] and X: [p, T] in the coordinates X = Q^H W, then, in
// full dimension (r > p), Q: [r, p], of which X is overwritten; its output is X: [p, T], then b: [n] and upsilon: [n], each as
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

// Where X lies in the input of a start.
BF_HD inline Complex* startOf(const AdmmRecord& a, Complex* input) {
    return input + static_cast<int64_t>(a.p) * (SENSING + a.n);
}

// Where Q lies there.
BF_HD inline const Complex* basisOf(const AdmmRecord& a, const Complex* input) {
    return input + static_cast<int64_t>(a.p) * (SENSING + a.n + a.columns);
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

// Sums over the rows that the resolvents need, see beam_qcqp.h: 6 of B = V^H R V, 9 of L = V^H R P Y^H,
// and the same with R^2.
constexpr int TERMS = 15;

struct AdmmScalars {
    Moments moments;  // of the point the next step starts from
    Moments kept;     // of the iterate
    Moments trial;
    // The QCQP (59): resolvents, Woodbury's system, the combination Gamma.
    Complex sums[2 * TERMS];
    Complex woodbury[10];  // lower triangle, by rows
    Complex tangentRight[4];
    Complex left[4];
    Complex tangent[4];
    Complex gammaMatrix[9];
    Complex psi[9];
    double z[4];
    double q[4];
    double c[4];
    double weight[4];
    double normal[MEMORY * (MEMORY + 1)];
    double gamma[MEMORY];
    double plainNorm;  // ||(A + c)^-1 P||^2
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
};
static_assert(sizeof(AdmmScalars) % 16 == 0, "Complex arrays follow");

// The state of a start is kept small, because it decides how many starts a multiprocessor holds. What an
// iteration touches once or twice lies in global memory, in the places of the input and the output of
// the start that are free by then; what is short-lived shares `wide`:
//
//   [H, V]^H X of the point -> A and a product (diagonalise) -> P, then the solution -> [H, V]^H X of
//   the trial
struct AdmmWorkspace {
    AdmmScalars* scalars;
    Complex* channels;      // H: [p, n]
    Complex* sensing;       // V: [p, 3]
    Complex* x;             // where the step starts; from the end of propose() on the trial: [p, T]
    Complex* wide;          // see above
    Complex* y;             // rows y_d, y_g, y_e of [H, V]^H X where the step starts: [3, T]
    Complex* eigenvectors;  // E: [h, h], h = min(n, p)
    Complex* vHat;          // V in the eigenvectors' coordinates: [p, 3]
    Complex* vTimes;        // V times a 3 x 3 matrix: [p, 3]
    Complex* cross;         // P Y^H: [p, 3]; before that, rotations
    Complex* b;             // (48): [n]
    Complex* f;             // what the channels are scaled by in F: [n]
    Complex* seenKept;      // [H, V]^H of the iterate: [n + 3, T], in full dimension only
    double* eigenvalues;    // [p], zero from h on
    double* inverse;        // 1 / (eigenvalues + c): [p]
    double* rowNorm;        // ||P_j||^2: [p]
    double* upsilon;        // (47): [n]
    double* power;          // of what a user receives: [n]
    double* used;           // mixed log variables: [2 n]
    double* image;          // [2 n]
    double* move;           // [2 n]
    double* mixWeight;      // [2 n]
    double* dx;             // [MEMORY, 2 n]
    double* df;             // [MEMORY, 2 n]
    double* lastX;          // [2 n]
    double* lastF;          // [2 n]
};

BF_HD inline int64_t admmWideLength(int p, int n, int columns) {
    int h = smallerOf(n, p);
    int64_t products = static_cast<int64_t>(largerOf(p, n + SENSING)) * columns;
    int64_t squares = 2 * static_cast<int64_t>(h) * h;
    return products > squares ? products : squares;
}

BF_HD inline size_t admmWorkspaceBytes(int p, int n, int columns, int r) {
    size_t h = static_cast<size_t>(smallerOf(n, p));
    size_t complexes = static_cast<size_t>(p) * (n + SENSING)
            + static_cast<size_t>(p) * columns
            + static_cast<size_t>(admmWideLength(p, n, columns))
            + static_cast<size_t>(SENSING) * columns + h * h
            + static_cast<size_t>(p) * 3 * SENSING + 2 * static_cast<size_t>(n)
            + (r > p ? static_cast<size_t>(n + SENSING) * columns : 0);
    size_t doubles = 3 * static_cast<size_t>(p) + static_cast<size_t>(n) * (14 + 4 * MEMORY);
    doubles += doubles & 1;
    return sizeof(AdmmScalars) + complexes * sizeof(Complex) + doubles * sizeof(double);
}

BF_HD inline AdmmWorkspace carveAdmm(unsigned char* memory, int p, int n, int columns, int r) {
    AdmmWorkspace w;
    int h = smallerOf(n, p);
    w.scalars = reinterpret_cast<AdmmScalars*>(memory);
    Complex* z = reinterpret_cast<Complex*>(memory + sizeof(AdmmScalars));
    w.sensing = z;
    z += p * SENSING;
    w.channels = z;
    z += p * n;
    w.x = z;
    z += p * columns;
    w.wide = z;
    z += admmWideLength(p, n, columns);
    w.y = z;
    z += SENSING * columns;
    w.eigenvectors = z;
    z += h * h;
    w.vHat = z;
    z += p * SENSING;
    w.vTimes = z;
    z += p * SENSING;
    w.cross = z;
    z += p * SENSING;
    w.b = z;
    z += n;
    w.f = z;
    z += n;
    w.seenKept = r > p ? z : nullptr;
    z += r > p ? (n + SENSING) * columns : 0;
    double* d = reinterpret_cast<double*>(z);
    w.eigenvalues = d;
    d += p;
    w.inverse = d;
    d += p;
    w.rowNorm = d;
    d += p;
    w.upsilon = d;
    d += n;
    w.power = d;
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
