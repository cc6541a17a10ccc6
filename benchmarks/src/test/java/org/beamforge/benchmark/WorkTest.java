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
        assertThat(work.productFlops()).isEqualTo(work.expansionFlops() + 8 * small);
    }
}
