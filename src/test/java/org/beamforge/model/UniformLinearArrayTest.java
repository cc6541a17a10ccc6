package org.beamforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniformLinearArrayTest {
    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 1.2", "7, -2.1", "24, 0.9", "129, 3.0"})
    void derivativeIsTheDerivativeAndOrthogonal(int antennas, double angle) {
        ComplexMatrix a = UniformLinearArray.steering(antennas, angle);
        ComplexMatrix d = UniformLinearArray.steeringDerivative(antennas, angle);
        double step = 1e-6;
        ComplexMatrix plus = UniformLinearArray.steering(antennas, angle + step);
        ComplexMatrix minus = UniformLinearArray.steering(antennas, angle - step);
        double innerRe = 0;
        double innerIm = 0;
        for (int m = 0; m < antennas; m++) {
            double scale = 1e-6 * antennas * antennas;
            assertThat(d.re(m, 0))
                    .isCloseTo((plus.re(m, 0) - minus.re(m, 0)) / (2 * step), within(scale));
            assertThat(d.im(m, 0))
                    .isCloseTo((plus.im(m, 0) - minus.im(m, 0)) / (2 * step), within(scale));
            innerRe += a.re(m, 0) * d.re(m, 0) + a.im(m, 0) * d.im(m, 0);
            innerIm += a.re(m, 0) * d.im(m, 0) - a.im(m, 0) * d.re(m, 0);
        }
        double norm = Math.sqrt(d.squaredFrobeniusNorm()) + 1;
        assertThat(Math.hypot(innerRe, innerIm)).isLessThan(1e-10 * norm);
        assertThat(a.squaredFrobeniusNorm()).isCloseTo(antennas, withinPercentage(1e-9));
        // ||a'||^2 = pi^2 sin^2(phi) M (M^2 - 1)/12
        double m = antennas;
        assertThat(d.squaredFrobeniusNorm())
                .isCloseTo(
                        Math.pow(Math.PI * Math.sin(angle), 2) * m * (m * m - 1) / 12,
                        within(1e-9 * m * m * m));
    }

    @Test
    void neighboursDifferByHalfAWavelength() {
        ComplexMatrix a = UniformLinearArray.steering(3, Math.PI / 3);
        // cos = 1/2: phase step pi/2, middle antenna at phase 0
        assertThat(a.re(1, 0)).isCloseTo(1, within(1e-15));
        assertThat(a.im(2, 0)).isCloseTo(1, within(1e-12));
        assertThat(a.im(0, 0)).isCloseTo(-1, within(1e-12));
    }
}
