package org.beamforge.solver.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.Dense;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PivotedFactorTest {
    @ParameterizedTest(name = "r {0}, rank {1}")
    @CsvSource({"1, 1", "4, 4", "5, 2", "6, 1", "7, 3"})
    void reproducesTheMatrixWithTheStrongestColumnFirst(int r, int rank) {
        Random random = new Random(10L * r + rank);
        ZMatrixRMaj root = new ZMatrixRMaj(r, rank);
        for (int i = 0; i < root.data.length; i++) {
            root.data[i] = random.nextGaussian();
        }
        ZMatrixRMaj c = Dense.product(root, Dense.adjoint(root));
        SplitComplex copy = Dense.split(c);
        ZMatrixRMaj l = Dense.of(r, r, PivotedFactor.of(copy, r));
        ZMatrixRMaj error = Dense.plus(Dense.product(l, Dense.adjoint(l)), -1, c);
        for (double x : error.data) {
            assertThat(x).isCloseTo(0, within(1e-12));
        }
        double largest = 0;
        for (int i = 0; i < r; i++) {
            largest = Math.max(largest, c.getReal(i, i));
        }
        double strongest = 0;
        for (int i = 0; i < r; i++) {
            strongest = Math.max(strongest, Math.hypot(l.getReal(i, 0), l.getImag(i, 0)));
            for (int j = rank; j < r; j++) {
                assertThat(Math.hypot(l.getReal(i, j), l.getImag(i, j)))
                        .as("column %d beyond the rank", j)
                        .isLessThan(1e-6);
            }
        }
        assertThat(strongest).isCloseTo(Math.sqrt(largest), within(1e-12));
    }

    @Test
    void nothingStaysNothing() {
        SplitComplex l = PivotedFactor.of(SplitComplex.allocate(9), 3);
        assertThat(l.re()).containsOnly(0);
        assertThat(l.im()).containsOnly(0);
    }
}
