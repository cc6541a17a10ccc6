package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GrowthFitTest {
    @Test
    void findsThePowerLaw() {
        double[] sizes = {8, 16, 24, 64};
        double[] times = new double[sizes.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = 3 * Math.pow(sizes[i], 1.7);
        }
        GrowthFit fit = GrowthFit.of(sizes, times);
        assertThat(fit.exponent()).isCloseTo(1.7, within(1e-12));
        assertThat(fit.factor()).isCloseTo(3, within(1e-10));
    }

    @Test
    void errorsThatCancelLeaveTheSlope() {
        // log errors +-e at sizes symmetric about the mean: the least-squares slope stays.
        double[] sizes = {1, 10, 100, 1000};
        double[] times = {1 * 1.1, 10 / 1.1, 100 / 1.1, 1000 * 1.1};
        assertThat(GrowthFit.of(sizes, times).exponent()).isCloseTo(1, within(1e-12));
    }

    @Test
    void oneSizeIsNoLine() {
        assertThatThrownBy(() -> GrowthFit.of(new double[] {8, 8}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
