package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WorkTest {
    @Test
    void compressedProblemsHaveNoExpansion() {
        Work work = new Work(13, 10);
        assertThat(work.p()).isEqualTo(13);
        assertThat(work.cols()).isEqualTo(23);
        assertThat(work.expansionFlops()).isZero();
        assertThat(work.memoryBytes("java")).isZero();
    }

    @Test
    void expansionIsTwoProductsOfTheShapeOfTheProblem() {
        Work work = new Work(24, 10);
        assertThat(work.expansionFlops()).isEqualTo(8.0 * 2 * 24 * 13 * 34);
        // [13, 13] x [13, 34], twice [10, 10] x [10, 34], three times [13, 3] x [3, 34], two
        // Hermitian [3, 34] x [34, 3], then
        // [10, 10] x [10, 6] and [10, 10] x [10, 10].
        double one = 13 * 13 * 34 + 2 * 10 * 10 * 34 + 3 * 13 * 3 * 34 + 9 * 34 + 600 + 1000;
        assertThat(work.productFlops(false, false)).isEqualTo(work.expansionFlops() + 8 * one);
        // With lanes H enters A as a triangle.
        double gram = 0;
        double triangle = 0;
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j <= i; j++) {
                gram += 10 - i;
                triangle += 34;
            }
        }
        double lanes = one - 1000 + gram;
        assertThat(work.productFlops(true, false)).isEqualTo(work.expansionFlops() + 8 * lanes);
        double less = 10 * 13 * 34 - triangle;
        assertThat(work.productFlops(true, true))
                .isEqualTo(work.expansionFlops() + 8 * (lanes - less));
    }

    /** At h = 10, p = 13, T = 23: the parts of {@link Work#otherFlops} one by one. */
    @Test
    void otherArithmetic() {
        double tridiagonal = 8 * 4.0 / 3 * 1000;
        double evaluation = 14 * 10 * 23 + 10 * 10 * 6 + 19 * 8 * 13 + 900;
        double sums = (14 * 10 + 22) * 23;
        double solution = 10 * 10 * 23;
        double moves = 12 * 13 * 23;
        assertThat(new Work(13, 10).otherFlops())
                .isCloseTo(tridiagonal + 2.4 * evaluation + sums + solution + moves, within(1e-9));
    }
}
