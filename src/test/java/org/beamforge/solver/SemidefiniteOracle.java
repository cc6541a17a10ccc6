package org.beamforge.solver;

import static org.beamforge.solver.Dense.adjoint;
import static org.beamforge.solver.Dense.column;
import static org.beamforge.solver.Dense.inverse;
import static org.beamforge.solver.Dense.plus;
import static org.beamforge.solver.Dense.positiveDefinite;
import static org.beamforge.solver.Dense.product;
import static org.beamforge.solver.Dense.traceOfProduct;

import org.ejml.data.ZMatrixRMaj;

/**
 * A textbook primal-dual interior-point method (HKM direction, infeasible start) for
 *
 * <pre>
 *   min tr(C X)  s.t.  tr(A_i X) = b_i,  X >= 0 (complex Hermitian)
 * </pre>
 *
 * and the sensing problems in that form. It shares nothing with the barrier dual of the solver: it
 * works on the covariance and on general data matrices.
 */
public final class SemidefiniteOracle {
    private static final int SLACKS = 4; // the 2 x 2 matrix of (27b), power, detection

    private final int n;
    private final ZMatrixRMaj c;
    private final ZMatrixRMaj[] a;
    private final double[] b;

    /** Objective values of the last solve: any primal is above any dual one. */
    private double primal;

    private double dual;
    private ZMatrixRMaj x = new ZMatrixRMaj(0, 0);

    private SemidefiniteOracle(ZMatrixRMaj c, ZMatrixRMaj[] a, double[] b) {
        this.n = c.numRows;
        this.c = c;
        this.a = a;
        this.b = b;
    }

    /** max h^H R h subject to (27a)-(27c), relative to ||h||^2; a value in [0, 1]. */
    public static SemidefiniteOracle receivedPower(BeamProblem problem) {
        int r = problem.dimension();
        ZMatrixRMaj h = Dense.of(r, 1, problem.channels());
        double gain = traceOfProduct(adjoint(h), h);
        ZMatrixRMaj c = new ZMatrixRMaj(r + SLACKS, r + SLACKS);
        add(c, -1 / gain, product(h, adjoint(h)));
        return new SemidefiniteOracle(c, constraints(problem, true), rightSides(problem));
    }

    /** min tr R subject to (27a), (27b). */
    public static SemidefiniteOracle leastPower(BeamProblem problem) {
        int r = problem.dimension();
        ZMatrixRMaj c = new ZMatrixRMaj(r + SLACKS, r + SLACKS);
        add(c, 1, Dense.identity(r));
        return new SemidefiniteOracle(c, constraints(problem, false), rightSides(problem));
    }

    public double primal() {
        return primal;
    }

    public double dual() {
        return dual;
    }

    private static double[] rightSides(BeamProblem problem) {
        return new double[] {problem.deltaD(), problem.deltaE(), 0, 0, 0, 1};
    }

    /** Detection, four parts of (27b) as a matrix, and the power; its slack is alone if unused. */
    private static ZMatrixRMaj[] constraints(BeamProblem problem, boolean power) {
        int r = problem.dimension();
        int size = r + SLACKS;
        ZMatrixRMaj v = Dense.of(r, 3, problem.sensing());
        ZMatrixRMaj d = column(v, 0);
        ZMatrixRMaj g = column(v, 1);
        ZMatrixRMaj e = column(v, 2);
        ZMatrixRMaj[] a = new ZMatrixRMaj[6];
        for (int i = 0; i < a.length; i++) {
            a[i] = new ZMatrixRMaj(size, size);
        }
        add(a[0], 1, product(d, adjoint(d)));
        a[0].set(r + 3, r + 3, -1, 0);
        add(a[1], 1, product(g, adjoint(g)));
        add(a[1], 1, product(e, adjoint(e)));
        a[1].set(r, r, -1, 0);
        add(a[2], 1, product(g, adjoint(g)));
        a[2].set(r + 1, r + 1, -1, 0);
        // p_ge = tr(R e g^H) equals the entry (1, 2) of the slack, in its real and imaginary part.
        ZMatrixRMaj eg = product(e, adjoint(g));
        ZMatrixRMaj ge = product(g, adjoint(e));
        add(a[3], 0.5, eg);
        add(a[3], 0.5, ge);
        a[3].set(r, r + 1, -0.5, 0);
        a[3].set(r + 1, r, -0.5, 0);
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < r; j++) {
                // (eg - ge)/(2j)
                double re = 0.5 * (eg.getImag(i, j) - ge.getImag(i, j));
                double im = -0.5 * (eg.getReal(i, j) - ge.getReal(i, j));
                a[4].set(i, j, re, im);
            }
        }
        a[4].set(r + 1, r, 0, 0.5); // -(E21 - E12)/(2j)
        a[4].set(r, r + 1, 0, -0.5);
        if (power) {
            add(a[5], 1, Dense.identity(r));
        }
        a[5].set(r + 2, r + 2, 1, 0);
        return a;
    }

    private static void add(ZMatrixRMaj target, double scale, ZMatrixRMaj block) {
        for (int i = 0; i < block.numRows; i++) {
            for (int j = 0; j < block.numCols; j++) {
                target.set(
                        i,
                        j,
                        target.getReal(i, j) + scale * block.getReal(i, j),
                        target.getImag(i, j) + scale * block.getImag(i, j));
            }
        }
    }

    /** Solves to {@code accuracy}; returns the primal value. */
    public double solve(double accuracy) {
        int m = a.length;
        x = Dense.identity(n);
        ZMatrixRMaj z = plus(new ZMatrixRMaj(n, n), 10, Dense.identity(n));
        double[] y = new double[m];
        for (int iteration = 0; iteration < 200; iteration++) {
            double mu = traceOfProduct(x, z) / n;
            ZMatrixRMaj rd = plus(c, -1, z);
            double dualInfeasibility = 0;
            for (int i = 0; i < m; i++) {
                rd = plus(rd, -y[i], a[i]);
            }
            for (double value : rd.data) {
                dualInfeasibility = Math.max(dualInfeasibility, Math.abs(value));
            }
            double[] rp = new double[m];
            double primalInfeasibility = 0;
            dual = 0;
            for (int i = 0; i < m; i++) {
                rp[i] = b[i] - traceOfProduct(a[i], x);
                primalInfeasibility = Math.max(primalInfeasibility, Math.abs(rp[i]));
                dual += b[i] * y[i];
            }
            primal = traceOfProduct(c, x);
            if (mu * n < accuracy
                    && primalInfeasibility < accuracy
                    && dualInfeasibility < accuracy) {
                return primal;
            }
            double sigma = 0.15;
            ZMatrixRMaj zi = inverse(z);
            ZMatrixRMaj base = plus(product(x, rd, zi), -sigma * mu, zi);
            double[][] schur = new double[m][m];
            double[] right = new double[m];
            for (int j = 0; j < m; j++) {
                ZMatrixRMaj xaz = product(x, a[j], zi);
                for (int i = 0; i < m; i++) {
                    schur[i][j] = traceOfProduct(a[i], xaz);
                }
                right[j] = b[j] + traceOfProduct(a[j], base);
            }
            double[] dy = solveSystem(schur, right);
            ZMatrixRMaj dz = rd;
            for (int i = 0; i < m; i++) {
                dz = plus(dz, -dy[i], a[i]);
            }
            ZMatrixRMaj raw = plus(plus(new ZMatrixRMaj(n, n), sigma * mu, zi), -1, x);
            raw = plus(raw, -1, product(x, dz, zi));
            ZMatrixRMaj dx = plus(new ZMatrixRMaj(n, n), 0.5, plus(raw, 1, adjoint(raw)));
            double ap = longest(x, dx);
            double ad = longest(z, dz);
            x = plus(x, ap, dx);
            z = plus(z, ad, dz);
            for (int i = 0; i < m; i++) {
                y[i] += ad * dy[i];
            }
        }
        throw new ArithmeticException("interior point: no convergence, gap " + (primal - dual));
    }

    private static double longest(ZMatrixRMaj at, ZMatrixRMaj step) {
        double alpha = 1;
        while (alpha > 1e-12 && !positiveDefinite(plus(at, alpha / 0.95, step))) {
            alpha *= 0.85;
        }
        return alpha;
    }

    private static double[] solveSystem(double[][] matrix, double[] right) {
        int m = right.length;
        double[] out = right.clone();
        for (int p = 0; p < m; p++) {
            int pivot = p;
            for (int i = p + 1; i < m; i++) {
                if (Math.abs(matrix[i][p]) > Math.abs(matrix[pivot][p])) {
                    pivot = i;
                }
            }
            double[] row = matrix[p];
            matrix[p] = matrix[pivot];
            matrix[pivot] = row;
            double value = out[p];
            out[p] = out[pivot];
            out[pivot] = value;
            for (int i = p + 1; i < m; i++) {
                double factor = matrix[i][p] / matrix[p][p];
                for (int j = p; j < m; j++) {
                    matrix[i][j] -= factor * matrix[p][j];
                }
                out[i] -= factor * out[p];
            }
        }
        for (int i = m - 1; i >= 0; i--) {
            for (int j = i + 1; j < m; j++) {
                out[i] -= matrix[i][j] * out[j];
            }
            out[i] /= matrix[i][i];
        }
        return out;
    }
}
