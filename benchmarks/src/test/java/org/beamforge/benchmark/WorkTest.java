package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkTest {
    @Test
    void compressedProblemsHaveNoExpansion() {
        Work work = new Work(13, 10);
        assertThat(work.p()).isEqualTo(13);
        assertThat(work.cols()).isEqualTo(23);
        assertThat(work.expansionFlops()).isZero();
        assertThat(work.memoryBytes()).isZero();
    }

    @Test
    void expansionIsTwoProductsOfTheShapeOfTheProblem() {
        Work work = new Work(24, 10);
        assertThat(work.expansionFlops()).isEqualTo(8.0 * 2 * 24 * 13 * 34);
        // [13, 13] x [13, 34], twice [10, 10] x [10, 34], twice [13, 3] x [3, 34], then
        // [10, 10] x [10, 13] and half of [10, 10] x [10, 10].
        double small = 13 * 13 * 34 + 2 * 10 * 10 * 34 + 2 * 13 * 3 * 34 + 10 * 10 * 13 + 500;
        assertThat(work.productFlops(false)).isEqualTo(work.expansionFlops() + 8 * small);
        // With lanes only V and (A + c)^-1 V are turned by themselves: [10, 10] x [10, 3] each.
        double lanes = small - 10 * 10 * 13 + 2 * 10 * 10 * 3;
        assertThat(work.productFlops(true)).isEqualTo(work.expansionFlops() + 8 * lanes);
    }

    /** At h = 10, p = 13, T = 23: the parts of {@link Work#otherFlops} one by one. */
    @Test
    void otherArithmetic() {
        double tridiagonal = 8 * 5.0 / 3 * 1000;
        double evaluation = 14 * 10 * 29 + 22 * 8 * 13 + 1000;
        double crossed = 8 * 3 * 13 * 23;
        double sums = 2 * (4 * 10 + 48) * 23;
        double moves = 6 * (13 * 23 + 13 * 23) + 16 * 13 * 23;
        assertThat(new Work(13, 10).otherFlops())
                .isEqualTo(tridiagonal + 4 * evaluation + crossed + sums + moves);
    }
}
