package org.beamforge.benchmark;

/**
 * A primal-dual path-following method (Mehrotra's predictor and corrector on the perturbed
 * conditions of the logarithmic barrier) for {@link DenseQcqp}, as strong as we could make it
 * without using how K came about: one Cholesky factor of K + lambda I per iteration, in which the
 * two constraints enter as a 2 x 2 Schur complement and not as updates of the matrix, three
 * triangular solves, and a second-order term for the curvature of the ball.
 *
 * <p>With s_1 = Re t^H w - required/2, s_2 = (1 - ||w||^2)/2 and their multipliers l the conditions
 * are
 *
 * <pre>
 *   K w - p - l_1 t + l_2 w = 0,   s_i l_i = mu -> 0
 * </pre>
 */
final class InteriorPoint {
    /** Relative accuracy of stationarity, feasibility and the gap. */
    static final double TOLERANCE = 1e-8;

    private static final int LIMIT = 60;
    private static final double TO_BOUNDARY = 0.995;

    /**
     * A solution.
     *
     * @param re Re w: [m]
     * @param im Im w: [m]
     * @param nu multiplier of (59b), in the scale of the objective of {@link DenseQcqp}
     * @param mu multiplier of (59c)
     * @param iterations factors computed
     */
    record Solution(double[] re, double[] im, double nu, double mu, int iterations) {}

    private final DenseQcqp qcqp;
    private final Hessian hessian;
    private final double[] p;
    private final double[] t;

    InteriorPoint(DenseQcqp qcqp, Hessian hessian) {
        this.qcqp = qcqp;
        this.hessian = hessian;
        p = hessian.pack(qcqp.pRe(), qcqp.pIm());
        t = hessian.pack(qcqp.tRe(), qcqp.tIm());
    }

    /** Solves from the point along t. */
    Solution solve() {
        int m = qcqp.size();
        double[] inside = qcqp.interior();
        double[] re = new double[m];
        double[] im = new double[m];
        System.arraycopy(inside, 0, re, 0, m);
        System.arraycopy(inside, m, im, 0, m);
        double[] w = hessian.pack(re, im);
        double half = qcqp.required() / 2;
        double[] s = {dot(t, w) - half, 0.5 * (1 - dot(w, w))};
        // The ball's multiplier is at most ||p||; its size sets that of the first gap.
        double scale = Math.sqrt(dot(p, p));
        double[] l = {0.1 * scale, 0.1 * scale};
        double[] residual = new double[w.length];
        for (int iteration = 1; iteration <= LIMIT; iteration++) {
            double[] kw = hessian.times(w);
            for (int i = 0; i < w.length; i++) {
                residual[i] = p[i] - kw[i] + l[0] * t[i] - l[1] * w[i];
            }
            double[] infeasible = {
                s[0] - (dot(t, w) - half), s[1] - 0.5 * (1 - dot(w, w)),
            };
            double gap = s[0] * l[0] + s[1] * l[1];
            double objective = 0.5 * dot(w, kw) - dot(p, w);
            boolean done =
                    Math.sqrt(dot(residual, residual)) <= TOLERANCE * (1 + scale)
                            && Math.abs(infeasible[0]) + Math.abs(infeasible[1]) <= TOLERANCE
                            && gap <= TOLERANCE * (1 + Math.abs(objective));
            if (done) {
                double[][] parts = hessian.unpack(w);
                return new Solution(parts[0], parts[1], l[0], l[1], iteration - 1);
            }

            hessian.factor(l[1]);
            double[] base = hessian.solve(residual);
            double[] zt = hessian.solve(t);
            double[] zw = hessian.solve(w);
            // dw = base + zt dl_1 - zw dl_2; rows of the constraints with ds eliminated.
            double[] row = {dot(t, base), -dot(w, base)};
            double a = dot(t, zt) + s[0] / l[0];
            double b = -dot(t, zw);
            double d = dot(w, zw) + s[1] / l[1];
            double mean = gap / 2;

            double[] complementarity = {-s[0] * l[0], -s[1] * l[1]};
            double[] dl = schur(a, b, d, right(infeasible, 0, complementarity, l, row));
            double[] ds = slacks(complementarity, s, l, dl);
            double affine = step(s, ds, l, dl);
            double after = 0;
            for (int i = 0; i < 2; i++) {
                after += (s[i] + affine * ds[i]) * (l[i] + affine * dl[i]) / 2;
            }
            double centring = Math.pow(after / mean, 3);
            double[] move = direction(base, zt, zw, dl);
            double bend = 0.5 * dot(move, move) * affine * affine;
            for (int i = 0; i < 2; i++) {
                complementarity[i] = centring * mean - s[i] * l[i] - ds[i] * dl[i] * affine;
            }
            dl = schur(a, b, d, right(infeasible, bend, complementarity, l, row));
            ds = slacks(complementarity, s, l, dl);
            move = direction(base, zt, zw, dl);
            double alpha = Math.min(1, TO_BOUNDARY * step(s, ds, l, dl));
            for (int i = 0; i < w.length; i++) {
                w[i] += alpha * move[i];
            }
            for (int i = 0; i < 2; i++) {
                s[i] += alpha * ds[i];
                l[i] += alpha * dl[i];
            }
        }
        throw new ArithmeticException("no convergence in " + LIMIT + " iterations");
    }

    private static double[] direction(double[] base, double[] zt, double[] zw, double[] dl) {
        double[] move = new double[base.length];
        for (int i = 0; i < move.length; i++) {
            move[i] = base[i] + dl[0] * zt[i] - dl[1] * zw[i];
        }
        return move;
    }

    /** Right sides of the constraints' rows; the ball's slack falls by {@code bend} on the way. */
    private static double[] right(
            double[] infeasible, double bend, double[] complementarity, double[] l, double[] row) {
        return new double[] {
            infeasible[0] + complementarity[0] / l[0] - row[0],
            infeasible[1] + bend + complementarity[1] / l[1] - row[1]
        };
    }

    private static double[] slacks(double[] complementarity, double[] s, double[] l, double[] dl) {
        double[] ds = new double[2];
        for (int i = 0; i < 2; i++) {
            ds[i] = (complementarity[i] - s[i] * dl[i]) / l[i];
        }
        return ds;
    }

    private static double[] schur(double a, double b, double d, double[] h) {
        double determinant = a * d - b * b;
        return new double[] {
            (d * h[0] - b * h[1]) / determinant, (a * h[1] - b * h[0]) / determinant
        };
    }

    /** The longest step up to 1 / 0.995 that keeps slacks and multipliers non-negative. */
    private static double step(double[] s, double[] ds, double[] l, double[] dl) {
        double alpha = 1 / TO_BOUNDARY;
        for (int i = 0; i < 2; i++) {
            if (ds[i] < 0) {
                alpha = Math.min(alpha, -s[i] / ds[i]);
            }
            if (dl[i] < 0) {
                alpha = Math.min(alpha, -l[i] / dl[i]);
            }
        }
        return alpha;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
