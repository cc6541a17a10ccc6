package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.Dense;
import org.beamforge.solver.Stations;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;

class StartingPointsTest {
    private final BeamProblem problem =
            Stations.random(Stations.Kind.GENERIC, 11, 3).compressed().problem();
    private final int r = problem.dimension();
    private final StartingPoints points = new StartingPoints(Stations.KERNELS);

    @Test
    void matchedFiltersWithAnEvenSplit() {
        ZMatrixRMaj h = Dense.of(r, 3, problem.channels());
        check(0, h);
    }

    @Test
    void regularisedZeroForcing() {
        ZMatrixRMaj h = Dense.of(r, 3, problem.channels());
        double mean = Dense.traceOfProduct(h, Dense.adjoint(h)) / 3;
        double[] regularisation = {0, 1, 0.03};
        for (int index = 1; index <= 2; index++) {
            ZMatrixRMaj regular =
                    Dense.plus(
                            Dense.product(h, Dense.adjoint(h)),
                            regularisation[index] * mean,
                            Dense.identity(r));
            check(index, Dense.product(Dense.inverse(regular), h));
        }
    }

    /**
     * (upsilon, b) belong to these directions at a fifth of the power each, two for the targets.
     */
    private void check(int index, ZMatrixRMaj directions) {
        double[] upsilon = new double[3];
        double[] b = new double[3];
        points.fill(problem, index, 1, upsilon, b);
        ZMatrixRMaj v = Dense.of(r, 3, problem.sensing());
        ZMatrixRMaj covariance = new ZMatrixRMaj(r, r);
        ZMatrixRMaj[] w = new ZMatrixRMaj[3];
        for (int j = 0; j < 3; j++) {
            ZMatrixRMaj c = Dense.column(directions, j);
            double norm2 = Dense.traceOfProduct(Dense.adjoint(c), c);
            w[j] = Dense.plus(new ZMatrixRMaj(r, 1), Math.sqrt(0.2 / norm2), c);
            covariance = Dense.plus(covariance, 1, Dense.product(w[j], Dense.adjoint(w[j])));
        }
        for (int q = 0; q < 2; q++) {
            ZMatrixRMaj c = Dense.column(v, q);
            covariance = Dense.plus(covariance, 0.2, Dense.product(c, Dense.adjoint(c)));
        }
        for (int i = 0; i < 3; i++) {
            ZMatrixRMaj h = Dense.column(Dense.of(r, 3, problem.channels()), i);
            ZMatrixRMaj y = Dense.product(Dense.adjoint(h), w[i]);
            double own = Math.hypot(y.getReal(0, 0), y.getImag(0, 0));
            double total = Dense.form(h, covariance, h).real;
            double sinr = own * own / (total + 1 - own * own);
            assertThat(upsilon[i]).isCloseTo(sinr, withinPercentage(1e-7));
            assertThat(b[i])
                    .isCloseTo(
                            Math.sqrt((1 + sinr) / 3) * own / (total + 1), withinPercentage(1e-7));
        }
    }

    @Test
    void laterStartsFavourOneUserEachThenDraw() {
        double[] even = new double[3];
        double[] upsilon = new double[3];
        double[] b = new double[3];
        points.fill(problem, 0, 1, even, b);
        int strongest = strongest(problem.channels());
        points.fill(problem, 3, 1, upsilon, b);
        assertThat(upsilon[strongest]).isGreaterThan(even[strongest]);
        for (int i = 0; i < 3; i++) {
            if (i != strongest) {
                assertThat(upsilon[i]).isLessThan(even[i]);
            }
        }
        double[] drawn = new double[3];
        double[] again = new double[3];
        double[] otherSeed = new double[3];
        points.fill(problem, 6, 1, drawn, b);
        points.fill(problem, 6, 1, again, b);
        points.fill(problem, 6, 2, otherSeed, b);
        assertThat(again).containsExactly(drawn);
        assertThat(otherSeed).isNotEqualTo(drawn);
    }

    private int strongest(SplitComplex channels) {
        int best = 0;
        double most = -1;
        for (int j = 0; j < 3; j++) {
            double gain = 0;
            for (int i = 0; i < r; i++) {
                gain +=
                        Math.pow(channels.re()[i * 3 + j], 2)
                                + Math.pow(channels.im()[i * 3 + j], 2);
            }
            if (gain > most) {
                most = gain;
                best = j;
            }
        }
        return best;
    }
}
