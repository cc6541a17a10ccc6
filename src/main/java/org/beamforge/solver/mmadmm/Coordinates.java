package org.beamforge.solver.mmadmm;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * Orthonormal coordinates X = Q^H W in which A = sum_i |b_i|^2 h_i h_i^H and the sensing vectors
 * live: the first min(n, p) columns of Q span the channels, all p = min(r, n + 3) the sensing
 * vectors too. By Gram-Schmidt applied twice; a Gram matrix would square the condition number.
 *
 * @param q Q: [r, p]
 * @param problem the same problem in these coordinates, of dimension p
 */
record Coordinates(SplitComplex q, BeamProblem problem) {
    private static final int SENSING = 3;

    /** A unit vector within this distance of the span of the others adds nothing. */
    private static final double DEPENDENT = 1e-13;

    static Coordinates of(BeamProblem full) {
        int r = full.dimension();
        int n = full.users();
        int p = Math.min(r, n + SENSING);
        SplitComplex q = SplitComplex.allocate(r * p);
        double[] xr = new double[r];
        double[] xi = new double[r];
        int size = 0;
        // Channels, sensing vectors, then unit vectors to fill up where those are dependent.
        for (int v = 0; v < n + SENSING + r && size < p; v++) {
            for (int i = 0; i < r; i++) {
                if (v < n) {
                    xr[i] = full.channels().re()[i * n + v];
                    xi[i] = full.channels().im()[i * n + v];
                } else if (v < n + SENSING) {
                    xr[i] = full.sensing().re()[i * SENSING + v - n];
                    xi[i] = full.sensing().im()[i * SENSING + v - n];
                } else {
                    xr[i] = i == v - n - SENSING ? 1 : 0;
                    xi[i] = 0;
                }
            }
            if (normalise(xr, xi) == 0) {
                continue;
            }
            double rest = 1;
            for (int pass = 0; pass < 3 && rest > DEPENDENT; pass++) {
                subtractProjections(q, p, size, xr, xi);
                rest *= normalise(xr, xi);
            }
            if (rest > DEPENDENT) {
                for (int i = 0; i < r; i++) {
                    q.re()[i * p + size] = xr[i];
                    q.im()[i * p + size] = xi[i];
                }
                size++;
            }
        }
        return new Coordinates(
                q,
                new BeamProblem(
                        p,
                        n,
                        product(q, r, p, full.sensing(), SENSING),
                        product(q, r, p, full.channels(), n),
                        full.deltaD(),
                        full.deltaE()));
    }

    /** [H, V] in these coordinates, to [p, n + 3]. */
    void stack(SplitComplex out) {
        int n = problem.users();
        int width = n + SENSING;
        for (int i = 0; i < problem.dimension(); i++) {
            System.arraycopy(problem.channels().re(), i * n, out.re(), i * width, n);
            System.arraycopy(problem.channels().im(), i * n, out.im(), i * width, n);
            System.arraycopy(problem.sensing().re(), i * SENSING, out.re(), i * width + n, SENSING);
            System.arraycopy(problem.sensing().im(), i * SENSING, out.im(), i * width + n, SENSING);
        }
    }

    /** Q X for X: [p, cols]. */
    SplitComplex expand(SplitComplex x, int cols) {
        int p = problem.dimension();
        int r = q.length() / p;
        SplitComplex w = SplitComplex.allocate(r * cols);
        for (int i = 0; i < r; i++) {
            for (int k = 0; k < p; k++) {
                double ar = q.re()[i * p + k];
                double ai = q.im()[i * p + k];
                for (int j = 0; j < cols; j++) {
                    w.re()[i * cols + j] += ar * x.re()[k * cols + j] - ai * x.im()[k * cols + j];
                    w.im()[i * cols + j] += ar * x.im()[k * cols + j] + ai * x.re()[k * cols + j];
                }
            }
        }
        return w;
    }

    /** Q^H B for B: [r, cols]. */
    private static SplitComplex product(SplitComplex q, int r, int p, SplitComplex b, int cols) {
        SplitComplex c = SplitComplex.allocate(p * cols);
        for (int i = 0; i < r; i++) {
            for (int k = 0; k < p; k++) {
                double ar = q.re()[i * p + k];
                double ai = -q.im()[i * p + k];
                for (int j = 0; j < cols; j++) {
                    c.re()[k * cols + j] += ar * b.re()[i * cols + j] - ai * b.im()[i * cols + j];
                    c.im()[k * cols + j] += ar * b.im()[i * cols + j] + ai * b.re()[i * cols + j];
                }
            }
        }
        return c;
    }

    private static void subtractProjections(
            SplitComplex q, int p, int size, double[] xr, double[] xi) {
        for (int k = 0; k < size; k++) {
            double sr = 0;
            double si = 0;
            for (int i = 0; i < xr.length; i++) {
                double ar = q.re()[i * p + k];
                double ai = q.im()[i * p + k];
                sr += ar * xr[i] + ai * xi[i];
                si += ar * xi[i] - ai * xr[i];
            }
            for (int i = 0; i < xr.length; i++) {
                double ar = q.re()[i * p + k];
                double ai = q.im()[i * p + k];
                xr[i] -= sr * ar - si * ai;
                xi[i] -= sr * ai + si * ar;
            }
        }
    }

    private static double normalise(double[] xr, double[] xi) {
        double sum = 0;
        for (int i = 0; i < xr.length; i++) {
            sum += xr[i] * xr[i] + xi[i] * xi[i];
        }
        double norm = Math.sqrt(sum);
        if (norm > 0) {
            for (int i = 0; i < xr.length; i++) {
                xr[i] /= norm;
                xi[i] /= norm;
            }
        }
        return norm;
    }
}
