// Complex numbers as one 16-byte word, so that a lane moves one with a single load.
#pragma once

#include "beamforge/platform.h"

namespace beamforge {

struct alignas(16) Complex {
    double re;
    double im;
};

BF_HD inline Complex makeComplex(double re, double im) {
    Complex z;
    z.re = re;
    z.im = im;
    return z;
}

BF_HD inline Complex scaled(Complex z, double c) { return makeComplex(z.re * c, z.im * c); }

BF_HD inline double square(Complex z) { return z.re * z.re + z.im * z.im; }

// sum += x y
BF_HD inline void addProduct(Complex& sum, Complex x, Complex y) {
    sum.re += x.re * y.re - x.im * y.im;
    sum.im += x.re * y.im + x.im * y.re;
}

// sum += conj(x) y
BF_HD inline void addAdjointProduct(Complex& sum, Complex x, Complex y) {
    sum.re += x.re * y.re + x.im * y.im;
    sum.im += x.re * y.im - x.im * y.re;
}

// sum -= x conj(y)
BF_HD inline void subtractOuter(Complex& sum, Complex x, Complex y) {
    sum.re -= x.re * y.re + x.im * y.im;
    sum.im -= x.im * y.re - x.re * y.im;
}

}  // namespace beamforge
