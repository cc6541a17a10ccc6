package org.beamforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.beamforge.metrics.StationMetrics;
import org.beamforge.solver.Dense;
import org.beamforge.solver.ReferenceInstances;
import org.ejml.data.Complex_F64;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalProblemTest {
    @Test
    void sensingFractionsOfTheReferenceInstance() {
        Instance instance = ReferenceInstances.read("infeasible-k2n4m8");
        double[][] expected = {
            {0.3621005838709826, 0.9302584991054408}, {0.7423149674873404, 1.0824923637977728}
        };
        for (int k = 0; k < 2; k++) {
            CanonicalProblem problem = CanonicalProblem.of(instance, k);
            assertThat(problem.deltaD()).isCloseTo(expected[k][0], withinPercentage(1e-11));
            assertThat(problem.deltaE()).isCloseTo(expected[k][1], withinPercentage(1e-11));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void constraintsSayTheSameAsTheMetrics(long seed) {
        Random random = new Random(seed);
        int m = 2 + random.nextInt(9);
        int n = 1 + random.nextInt(3);
        Instance instance = network(m, n, 0.3 + 2.5 * random.nextDouble(), random);
        CanonicalProblem problem = CanonicalProblem.of(instance, 0);
        ZMatrixRMaj w = Dense.of(gaussian(m, n + 2, random));
        ZMatrixRMaj r = Dense.product(w, Dense.adjoint(w));

        StationMetrics metrics =
                StationMetrics.of(
                        instance,
                        0,
                        Association.of(1, new int[n]),
                        beamformer(w, n, Math.sqrt(instance.maxPowerW())));
        ZMatrixRMaj d = Dense.of(problem.d());
        ZMatrixRMaj g = Dense.of(problem.g());
        ZMatrixRMaj e = Dense.of(problem.e());
        double pd = Dense.form(d, r, d).real;
        double pg = Dense.form(g, r, g).real;
        double pe = Dense.form(e, r, e).real;
        Complex_F64 pge = Dense.form(g, r, e);
        double estimation = pg + pe - pge.getMagnitude2() / pg;

        assertThat(1 - pd / problem.deltaD())
                .isCloseTo(metrics.radarSnrViolation(), within(1e-9 * (1 + pd / problem.deltaD())));
        assertThat(problem.deltaE() / estimation - 1)
                .isCloseTo(
                        metrics.crbViolation(), within(1e-9 * (1 + problem.deltaE() / estimation)));
        assertThat(Dense.traceOfProduct(r, Dense.identity(m)) - 1)
                .isCloseTo(metrics.powerViolation(), within(1e-9 * (2 + metrics.powerViolation())));
        for (int i = 0; i < n; i++) {
            assertThat(sinr(problem, w, i)).isCloseTo(metrics.sinr()[i], withinPercentage(1e-7));
        }
    }

    private static double sinr(CanonicalProblem problem, ZMatrixRMaj w, int user) {
        double own = 0;
        double rest = 1;
        for (int j = 0; j < w.numCols; j++) {
            double re = 0;
            double im = 0;
            for (int p = 0; p < w.numRows; p++) {
                double hr = problem.channels().re(user, p);
                double hi = problem.channels().im(user, p);
                re += hr * w.getReal(p, j) + hi * w.getImag(p, j);
                im += hr * w.getImag(p, j) - hi * w.getReal(p, j);
            }
            if (j == user) {
                own = re * re + im * im;
            } else {
                rest += re * re + im * im;
            }
        }
        return own / rest;
    }

    @Test
    void sensingVectorsAreUnitAndTheDerivativeIsOrthogonal() {
        Instance instance = network(7, 1, 1.1, new Random(3));
        CanonicalProblem problem = CanonicalProblem.of(instance, 0);
        for (ComplexMatrix v : List.of(problem.d(), problem.g(), problem.e())) {
            assertThat(v.squaredFrobeniusNorm()).isCloseTo(1, within(1e-13));
        }
        ZMatrixRMaj inner =
                Dense.product(Dense.adjoint(Dense.of(problem.g())), Dense.of(problem.e()));
        assertThat(Math.hypot(inner.getReal(0, 0), inner.getImag(0, 0))).isLessThan(1e-14);
    }

    @ParameterizedTest(name = "M = {0}")
    @ValueSource(ints = {1, 6})
    void anAngleNobodyCanSeeNeedsInfinitePower(int m) {
        double angle = m == 1 ? 1.0 : 0.0; // one antenna; endfire
        CanonicalProblem problem = CanonicalProblem.of(network(m, 1, angle, new Random(1)), 0);
        assertThat(problem.deltaE()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(problem.e().squaredFrobeniusNorm()).isZero();
        assertThat(problem.deltaD()).isPositive().isFinite();
    }

    private static Instance network(int m, int n, double angle, Random random) {
        return new Instance(
                m,
                n,
                0.8 + random.nextDouble(),
                2e-12,
                4e-13,
                300,
                3.5,
                0.013,
                List.of(
                        new BaseStation(
                                scaled(gaussian(n, m, random), 1e-6),
                                new DetectionTarget(0.3 + 2.5 * random.nextDouble(), 7e-4, 9),
                                new EstimationTarget(angle, 8e-4, new Complex(0.6, -1.1)))),
                Optional.empty());
    }

    private static Beamformer beamformer(ZMatrixRMaj w, int n, double amplitude) {
        ComplexMatrix communication = ComplexMatrix.zeros(w.numRows, n);
        ComplexMatrix radar = ComplexMatrix.zeros(w.numRows, w.numCols - n);
        for (int i = 0; i < w.numRows; i++) {
            for (int j = 0; j < w.numCols; j++) {
                ComplexMatrix to = j < n ? communication : radar;
                int at = i * to.cols() + (j < n ? j : j - n);
                to.re()[at] = amplitude * w.getReal(i, j);
                to.im()[at] = amplitude * w.getImag(i, j);
            }
        }
        return new Beamformer(communication, radar);
    }

    private static ComplexMatrix gaussian(int rows, int cols, Random random) {
        ComplexMatrix z = ComplexMatrix.zeros(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            z.re()[i] = random.nextGaussian();
            z.im()[i] = random.nextGaussian();
        }
        return z;
    }

    private static ComplexMatrix scaled(ComplexMatrix z, double factor) {
        for (int i = 0; i < z.re().length; i++) {
            z.re()[i] *= factor;
            z.im()[i] *= factor;
        }
        return z;
    }
}
