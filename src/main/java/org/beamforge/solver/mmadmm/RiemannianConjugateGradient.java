package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;

/**
 * Maximises the received power ||H^H w||^2 over the unit sphere of C^r by a Riemannian conjugate
 * gradient (Polak-Ribiere+), the initialisation of the paper. Along a geodesic w cos t + d sin t
 * the objective is a quadratic form in two dimensions, so the line search is exact. The maximiser
 * is known in closed form, the dominant left singular vector of H; tests hold this against it.
 */
final class RiemannianConjugateGradient {
    private static final int STEPS = 2000;
    private static final double ACCURACY = 1e-12;

    private RiemannianConjugateGradient() {}

    /**
     * The direction of largest received power.
     *
     * @param h H: [r, n]
     * @return unit vector [r]; starts from the sum of the normalised channels
     */
    static SplitComplex dominantDirection(int r, int n, SplitComplex h) {
        SplitComplex w = start(r, n, h);
        SplitComplex aw = SplitComplex.allocate(r);
        SplitComplex gradient = SplitComplex.allocate(r);
        SplitComplex last = SplitComplex.allocate(r);
        SplitComplex d = SplitComplex.allocate(r);
        SplitComplex ad = SplitComplex.allocate(r);
        double lastNorm = 0;
        for (int step = 0; step < STEPS; step++) {
            gram(r, n, h, w, aw);
            double power = inner(w, aw);
            // Riemannian gradient of w^H A w: 2 (A w - (w^H A w) w); w^H A w is real.
            double mixed = 0;
            double norm = 0;
            for (int i = 0; i < r; i++) {
                gradient.re()[i] = aw.re()[i] - power * w.re()[i];
                gradient.im()[i] = aw.im()[i] - power * w.im()[i];
            }
            project(w, gradient); // rounding leaves a part along w, large against a small gradient
            norm = inner(gradient, gradient);
            if (!(Math.sqrt(norm) > ACCURACY * power)) {
                return w;
            }
            // Transport to the tangent space at w by projection, for direction and old gradient.
            project(w, d);
            project(w, last);
            for (int i = 0; i < r; i++) {
                mixed += gradient.re()[i] * (gradient.re()[i] - last.re()[i]);
                mixed += gradient.im()[i] * (gradient.im()[i] - last.im()[i]);
            }
            double beta = lastNorm > 0 ? Math.max(0, mixed / lastNorm) : 0;
            for (int i = 0; i < r; i++) {
                d.re()[i] = gradient.re()[i] + beta * d.re()[i];
                d.im()[i] = gradient.im()[i] + beta * d.im()[i];
                last.re()[i] = gradient.re()[i];
                last.im()[i] = gradient.im()[i];
            }
            if (!(inner(gradient, d) > 0)) {
                System.arraycopy(gradient.re(), 0, d.re(), 0, r);
                System.arraycopy(gradient.im(), 0, d.im(), 0, r);
            }
            lastNorm = norm;
            double length = Math.sqrt(inner(d, d));
            gram(r, n, h, d, ad);
            double along = inner(d, ad) / (length * length);
            double slope = inner(d, gradient) / length; // d^H A w, as d is tangent
            // max over t of power cos^2 + along sin^2 + 2 slope cos sin.
            double t = 0.5 * Math.atan2(2 * slope, power - along);
            double cos = Math.cos(t);
            double sin = Math.sin(t) / length;
            double size = 0;
            for (int i = 0; i < r; i++) {
                w.re()[i] = cos * w.re()[i] + sin * d.re()[i];
                w.im()[i] = cos * w.im()[i] + sin * d.im()[i];
                size += square(w, i);
            }
            for (int i = 0; i < r; i++) {
                w.re()[i] /= Math.sqrt(size);
                w.im()[i] /= Math.sqrt(size);
            }
        }
        return w;
    }

    private static SplitComplex start(int r, int n, SplitComplex h) {
        SplitComplex w = SplitComplex.allocate(r);
        for (int j = 0; j < n; j++) {
            double norm = 0;
            for (int i = 0; i < r; i++) {
                norm += square(h, i * n + j);
            }
            for (int i = 0; norm > 0 && i < r; i++) {
                w.re()[i] += h.re()[i * n + j] / Math.sqrt(norm) / (j + 1);
                w.im()[i] += h.im()[i * n + j] / Math.sqrt(norm) / (j + 1);
            }
        }
        double size = inner(w, w);
        if (!(size > 0)) {
            w.re()[0] = 1;
            return w;
        }
        for (int i = 0; i < r; i++) {
            w.re()[i] /= Math.sqrt(size);
            w.im()[i] /= Math.sqrt(size);
        }
        return w;
    }

    /** out = H H^H x. */
    private static void gram(int r, int n, SplitComplex h, SplitComplex x, SplitComplex out) {
        java.util.Arrays.fill(out.re(), 0);
        java.util.Arrays.fill(out.im(), 0);
        for (int j = 0; j < n; j++) {
            double sr = 0;
            double si = 0;
            for (int i = 0; i < r; i++) {
                double hr = h.re()[i * n + j];
                double hi = h.im()[i * n + j];
                sr += hr * x.re()[i] + hi * x.im()[i];
                si += hr * x.im()[i] - hi * x.re()[i];
            }
            for (int i = 0; i < r; i++) {
                double hr = h.re()[i * n + j];
                double hi = h.im()[i * n + j];
                out.re()[i] += hr * sr - hi * si;
                out.im()[i] += hr * si + hi * sr;
            }
        }
    }

    /** Removes from x its part along w, as the real inner product of the sphere sees it. */
    private static void project(SplitComplex w, SplitComplex x) {
        double along = inner(w, x);
        for (int i = 0; i < x.length(); i++) {
            x.re()[i] -= along * w.re()[i];
            x.im()[i] -= along * w.im()[i];
        }
    }

    private static double inner(SplitComplex x, SplitComplex y) {
        double sum = 0;
        for (int i = 0; i < x.length(); i++) {
            sum += x.re()[i] * y.re()[i] + x.im()[i] * y.im()[i];
        }
        return sum;
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
