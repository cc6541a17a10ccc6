package org.beamforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComplexMatrixTest {
    @Test
    void rowMajorPlanes() {
        ComplexMatrix a =
                ComplexMatrix.of(
                        2, 3, new double[] {1, 2, 3, 4, 5, 6}, new double[] {0, 0, 0, 0, 0, -7});
        assertThat(a.re(1, 0)).isEqualTo(4);
        assertThat(a.im(1, 2)).isEqualTo(-7);
        assertThat(a.squaredFrobeniusNorm()).isEqualTo(91 + 49);
        assertThat(a)
                .isEqualTo(ComplexMatrix.of(2, 3, a.re().clone(), a.im().clone()))
                .isNotEqualTo(ComplexMatrix.of(3, 2, a.re(), a.im()))
                .isNotEqualTo(ComplexMatrix.zeros(2, 3));
    }

    @Test
    void planesHaveToFit() {
        assertThatThrownBy(() -> ComplexMatrix.of(2, 2, new double[4], new double[3]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 x 2")
                .hasMessageContaining("found 4 (re) and 3 (im)");
        assertThatThrownBy(() -> ComplexMatrix.of(-1, 0, new double[0], new double[0]))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void beamformersAddUpTheirPower() {
        ComplexMatrix communication =
                ComplexMatrix.of(2, 1, new double[] {3, 0}, new double[] {0, 4});
        ComplexMatrix radar = ComplexMatrix.of(2, 1, new double[] {1, 1}, new double[] {1, 1});
        assertThat(new Beamformer(communication, radar).power()).isCloseTo(29, within(1e-12));
        assertThat(new Beamformer(communication, ComplexMatrix.zeros(2, 0)).power()).isEqualTo(25);
        assertThatThrownBy(() -> new Beamformer(communication, ComplexMatrix.zeros(3, 1)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void decibels() {
        assertThat(Decibels.toRatio(30)).isCloseTo(1000, within(1e-9));
        assertThat(Decibels.fromRatio(0.01)).isCloseTo(-20, within(1e-12));
        assertThat(Decibels.dbmToWatts(32)).isCloseTo(1.584893192461114, within(1e-12));
        assertThat(Decibels.dbmToWatts(-90)).isCloseTo(1e-12, within(1e-24));
    }
}
