package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.Dense;
import org.beamforge.solver.Stations;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** First-order conditions of the true problem, from finite differences; and monotone ascent. */
class StationarityTest {
    static java.util.stream.IntStream seeds() {
        return java.util.stream.IntStream.rangeClosed(1, 24);
    }

    /** The true functions of (W_c, R), R = W_c W_c^H + R_r: rate and the three constraints. */
    private static double[] figures(BeamProblem p, ZMatrixRMaj w, ZMatrixRMaj radar) {
        int r = p.dimension();
        int n = p.users();
        ZMatrixRMaj covariance = Dense.plus(Dense.product(w, Dense.adjoint(w)), 1, radar);
        ZMatrixRMaj h = Dense.of(r, n, p.channels());
        ZMatrixRMaj y = Dense.product(Dense.adjoint(h), w);
        double rate = 0;
        for (int i = 0; i < n; i++) {
            ZMatrixRMaj c = Dense.column(h, i);
            double total = 1 + Dense.form(c, covariance, c).real;
            double own = y.getReal(i, i) * y.getReal(i, i) + y.getImag(i, i) * y.getImag(i, i);
            rate += Math.log(total / (total - own)) / n;
        }
        ZMatrixRMaj v = Dense.of(r, 3, p.sensing());
        ZMatrixRMaj d = Dense.column(v, 0);
        ZMatrixRMaj g = Dense.column(v, 1);
        ZMatrixRMaj e = Dense.column(v, 2);
        double pg = Dense.form(g, covariance, g).real;
        Complex_F64 pge = Dense.form(g, covariance, e);
        return new double[] {
            rate,
            1 - Dense.traceOfProduct(covariance, Dense.identity(r)),
            Dense.form(d, covariance, d).real / p.deltaD() - 1,
            (pg + Dense.form(e, covariance, e).real - pge.getMagnitude2() / pg) / p.deltaE() - 1
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void resultsSatisfyTheKktConditionsOfTheTrueProblem(int seed) {
        Stations.Station station = Stations.random(Stations.Kind.GENERIC, seed, 2 + seed % 4);
        BeamProblem p = station.compressed().problem();
        BeamResult result = Solving.solve(p, new BeamSettings(1e-7, 3, 600, 1));
        assertThat(result.status()).isEqualTo(SolveStatus.SOLVED);
        int r = p.dimension();
        int n = p.users();
        ZMatrixRMaj w = Dense.of(r, n, result.communication());
        ZMatrixRMaj columns = Dense.of(r, result.radarColumns(), result.radar());
        ZMatrixRMaj radar = Dense.product(columns, Dense.adjoint(columns));
        double[] at = figures(p, w, radar);

        // Gradients in W_c, [function][2 r n], and in R_r along a basis of Hermitian matrices.
        double[][] inBeams = new double[4][2 * r * n];
        double step = 1e-6;
        for (int i = 0; i < 2 * r * n; i++) {
            double[] up = figures(p, nudged(w, i, step), radar);
            double[] down = figures(p, nudged(w, i, -step), radar);
            for (int k = 0; k < 4; k++) {
                inBeams[k][i] = (up[k] - down[k]) / (2 * step);
            }
        }
        ZMatrixRMaj[] inCovariance = new ZMatrixRMaj[4];
        for (int k = 0; k < 4; k++) {
            inCovariance[k] = new ZMatrixRMaj(r, r);
        }
        for (int i = 0; i < r; i++) {
            for (int j = 0; j <= i; j++) {
                for (int part = 0; part < (i == j ? 1 : 2); part++) {
                    ZMatrixRMaj move = new ZMatrixRMaj(r, r);
                    move.set(i, j, part == 0 ? 1 : 0, part);
                    move.set(j, i, part == 0 ? 1 : 0, -part);
                    double[] up = figures(p, w, Dense.plus(radar, step, move));
                    double[] down = figures(p, w, Dense.plus(radar, -step, move));
                    for (int k = 0; k < 4; k++) {
                        double slope = (up[k] - down[k]) / (2 * step) / (i == j ? 1 : 2);
                        int x = 2 * (i * r + j);
                        int y = 2 * (j * r + i);
                        inCovariance[k].data[x + part] += slope;
                        if (i != j) {
                            inCovariance[k].data[y + part] += part == 0 ? slope : -slope;
                        }
                    }
                }
            }
        }
        double[] lambda = multipliers(inBeams);
        double residual = norm(combined(inBeams, lambda)) / norm(inBeams[0]);
        // Where the beams avoid g, the term |p_ge|^2 / p_g of the CRB bends by 1 / p_g and
        // magnifies
        // a beam error of 1e-8 to a gradient of 1e-2; elsewhere the gradient itself is small.
        double bound = alongG(p, w) < 1e-6 ? 1e-2 : 2e-3;
        assertThat(residual).as(station + ": stationary in the beams").isLessThan(bound);
        for (int k = 1; k < 4; k++) {
            assertThat(lambda[k] * at[k])
                    .as(station + ": complementarity of constraint %d", k)
                    .isLessThan(1e-4 * at[0]);
        }
        // No radar direction may pay: dL/dR_r <= 0, and = 0 along the radar beams in use.
        ZMatrixRMaj slope = inCovariance[0];
        for (int k = 1; k < 4; k++) {
            slope = Dense.plus(slope, lambda[k], inCovariance[k]);
        }
        assertThat(Dense.largestEigenvalue(slope))
                .as(station + ": radar power somewhere else")
                .isLessThan(2e-3 * at[0]);
        assertThat(Math.abs(Dense.traceOfProduct(slope, radar)))
                .as(station + ": radar beams in use")
                .isLessThan(1e-4 * at[0]);
    }

    /** g^H W_c W_c^H g. */
    private static double alongG(BeamProblem p, ZMatrixRMaj w) {
        ZMatrixRMaj g = Dense.column(Dense.of(p.dimension(), 3, p.sensing()), 1);
        return Dense.form(g, Dense.product(w, Dense.adjoint(w)), g).real;
    }

    /** Least squares over lambda >= 0: the best of all subsets of active constraints. */
    private static double[] multipliers(double[][] gradient) {
        double[] best = {1, 0, 0, 0};
        for (int mask = 1; mask < 8; mask++) {
            List<Integer> active = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                if ((mask >> k & 1) == 1) {
                    active.add(k + 1);
                }
            }
            double[] trial = leastSquares(gradient, active);
            boolean valid = trial[1] >= 0 && trial[2] >= 0 && trial[3] >= 0;
            if (valid && norm(combined(gradient, trial)) < norm(combined(gradient, best))) {
                best = trial;
            }
        }
        return best;
    }

    private static double[] leastSquares(double[][] gradient, List<Integer> active) {
        int n = active.size();
        double[][] normal = new double[n][n + 1];
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                normal[p][q] = dot(gradient[active.get(p)], gradient[active.get(q)]);
            }
            normal[p][n] = -dot(gradient[active.get(p)], gradient[0]);
        }
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                double factor = q == p ? 0 : normal[q][p] / normal[p][p];
                for (int k = p; k <= n && q != p; k++) {
                    normal[q][k] -= factor * normal[p][k];
                }
            }
        }
        double[] lambda = {1, 0, 0, 0};
        for (int p = 0; p < n; p++) {
            lambda[active.get(p)] = normal[p][n] / normal[p][p];
        }
        return lambda;
    }

    private static double[] combined(double[][] gradient, double[] lambda) {
        double[] sum = new double[gradient[0].length];
        for (int k = 0; k < 4; k++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += lambda[k] * gradient[k][i];
            }
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static ZMatrixRMaj nudged(ZMatrixRMaj w, int at, double step) {
        ZMatrixRMaj out = w.copy();
        out.data[at] += step;
        return out;
    }

    /** What makes block ascent safe: the plain image of an iterate never lowers the potential. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void plainStepsNeverLowerThePotential(int seed) {
        BeamProblem problem =
                Stations.random(Stations.Kind.GENERIC, seed, 2 + seed % 4).compressed().problem();
        ExactFp solver = new ExactFp(Stations.KERNELS);
        double[] best = {Double.NEGATIVE_INFINITY};
        double[] level = {Double.NaN};
        int[] checked = {0};
        solver.solve(
                problem,
                0,
                BeamSettings.defaults(),
                Cancellation.none(),
                (p, iteration, nats, primal, dual, violation, t, adapted) -> {
                    if (t != level[0] || iteration == 1) {
                        level[0] = t;
                        best[0] = Double.NEGATIVE_INFINITY;
                    }
                    if (solver.plain() && violation == 0) {
                        assertThat(solver.potential)
                                .as("iteration %d", iteration)
                                .isGreaterThan(best[0] - 0.5 * t - 1e-12 * Math.abs(best[0]));
                        checked[0]++;
                    }
                    if (violation == 0) {
                        best[0] = Math.max(best[0], solver.potential);
                    }
                });
        assertThat(checked[0]).isPositive();
    }
}
