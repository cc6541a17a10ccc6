// The quadratic forms of a transmit covariance that the sensing constraints see, and its power; see
// org.beamforge.solver.dual.SensingFigures.
#pragma once

#include "beamforge/complex.h"
#include "beamforge/group.h"
#include "beamforge/problem.h"

namespace beamforge {

struct Figures {
    double pd;
    double pg;
    double pe;
    double pgeRe;
    double pgeIm;
    double power;
};

BF_HD inline Figures noFigures() {
    Figures f = {0, 0, 0, 0, 0, 0};
    return f;
}

BF_HD inline Figures sumOf(const Figures& a, const Figures& b) {
    Figures f = {a.pd + b.pd, a.pg + b.pg, a.pe + b.pe,
                 a.pgeRe + b.pgeRe, a.pgeIm + b.pgeIm, a.power + b.power};
    return f;
}

BF_HD inline Figures scaledBy(const Figures& a, double c) {
    Figures f = {c * a.pd, c * a.pg, c * a.pe, c * a.pgeRe, c * a.pgeIm, c * a.power};
    return f;
}

// Constraints that hold to this relative accuracy count as met; rounding is far below.
constexpr double MET = 1e-9;

// Whether the figures, scaled to full power, meet both sensing constraints.
BF_HD inline bool met(const Figures& f, double deltaD, double deltaE) {
    if (!(f.power > 0)) {
        return false;
    }
    Figures s = scaledBy(f, 1 / f.power);
    double estimation =
            s.pg > 0 ? s.pg + s.pe - (s.pgeRe * s.pgeRe + s.pgeIm * s.pgeIm) / s.pg : 0;
    double first = 1 - s.pd / deltaD;
    double second = 1 - estimation / deltaE;
    return first <= MET && second <= MET;
}

// Figures are kept as six doubles each, because their place holds Complex numbers at other times.
BF_HD inline Figures figuresAt(const double* columns, int c) {
    const double* p = columns + 6 * c;
    Figures f = {p[0], p[1], p[2], p[3], p[4], p[5]};
    return f;
}

// Figures of each of the columns of W: [r, cols], into out[cols, 6].
template <class Group>
BF_HD BF_NOINLINE void figuresOfColumns(
        Group g, int r, const Complex* sensing, const Complex* w, int cols, double* out) {
    BF_ROLLED
    for (int c = g.rank(); c < cols; c += g.size()) {
        Complex s[SENSING];  // d^H w, g^H w, e^H w
        BF_ROLLED
        for (int v = 0; v < SENSING; v++) {
            s[v] = makeComplex(0, 0);
        }
        double power = 0;
        BF_ROLLED
        for (int i = 0; i < r; i++) {
            Complex z = w[i * cols + c];
            power += square(z);
            BF_ROLLED
            for (int v = 0; v < SENSING; v++) {
                addAdjointProduct(s[v], sensing[i * SENSING + v], z);
            }
        }
        double* f = out + 6 * c;
        f[0] = square(s[0]);
        f[1] = square(s[1]);
        f[2] = square(s[2]);
        f[3] = s[1].re * s[2].re + s[1].im * s[2].im;  // (g^H w)(e^H w)^*
        f[4] = s[1].im * s[2].re - s[1].re * s[2].im;
        f[5] = power;
    }
    g.sync();
}

}  // namespace beamforge
