package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

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
        check(1, Dense.of(r, 3, problem.channels()));
    }

    @Test
    void regularisedZeroForcing() {
        ZMatrixRMaj h = Dense.of(r, 3, problem.channels());
        double mean = Dense.traceOfProduct(h, Dense.adjoint(h)) / 3;
        ZMatrixRMaj regular =
                Dense.plus(Dense.product(h, Dense.adjoint(h)), mean, Dense.identity(r));
        check(3, Dense.product(Dense.inverse(regular), h));
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
        double[] split = new double[3];
        int[] order = byStrength();
        for (int rank = 0; rank < 3; rank++) {
            split[order[rank]] = 1 - 0.01 * rank / 3;
        }
        double sum = split[0] + split[1] + split[2] + 2;
        for (int j = 0; j < 3; j++) {
            ZMatrixRMaj c = Dense.column(directions, j);
            double norm2 = Dense.traceOfProduct(Dense.adjoint(c), c);
            w[j] = Dense.plus(new ZMatrixRMaj(r, 1), Math.sqrt(split[j] / sum / norm2), c);
            covariance = Dense.plus(covariance, 1, Dense.product(w[j], Dense.adjoint(w[j])));
        }
        for (int q = 0; q < 2; q++) {
            ZMatrixRMaj c = Dense.column(v, q);
            covariance = Dense.plus(covariance, 1 / sum, Dense.product(c, Dense.adjoint(c)));
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
        points.fill(problem, 1, 1, even, b);
        int[] starts = {2, 4, 5};
        for (int rank = 0; rank < 3; rank++) {
            int favourite = byStrength()[rank];
            points.fill(problem, starts[rank], 1, upsilon, b);
            assertThat(upsilon[favourite]).isGreaterThan(even[favourite]);
            for (int i = 0; i < 3; i++) {
                if (i != favourite) {
                    assertThat(upsilon[i]).isLessThan(even[i]);
                }
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

    /** Users that were not selected start with a thousandth of the power. */
    @Test
    void theFirstStartServesTheSelectedUsers() {
        BeamProblem parallel =
                Stations.random(Stations.Kind.DUPLICATE_CHANNELS, 3, 4).compressed().problem();
        UserSelection selection = new UserSelection(Stations.KERNELS);
        selection.bind(parallel);
        boolean[] selected = selection.select();
        int n = parallel.users();
        double[] even = new double[n];
        double[] upsilon = new double[n];
        points.fill(parallel, 1, 1, even, new double[n]);
        points.fill(parallel, 0, 1, upsilon, new double[n]);
        int left = 0;
        for (int i = 0; i < n; i++) {
            if (selected[i]) {
                assertThat(upsilon[i]).isGreaterThan(even[i]);
            } else {
                assertThat(upsilon[i]).isLessThan(1e-2 * even[i]);
                left++;
            }
        }
        assertThat(left).isPositive();
    }

    private int[] byStrength() {
        UserSelection selection = new UserSelection(Stations.KERNELS);
        selection.bind(problem);
        return selection.byStrength();
    }
}
