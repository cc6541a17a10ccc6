package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.model.Beamformer;
import org.beamforge.model.InvalidInputException;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeampatternTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheCovariance(long seed) {
        Random random = new Random(seed);
        int antennas = 1 + random.nextInt(8);
        Beamformer w = RandomNetworks.beamformer(antennas, 2, random.nextInt(3), random);
        ZMatrixRMaj covariance = CovarianceReference.covariance(w);
        double[] angles = Beampattern.angles(19);
        double[] power = Beampattern.of(w, angles);
        for (int p = 0; p < angles.length; p++) {
            ZMatrixRMaj a =
                    CovarianceReference.response(antennas, angles[p], Math.sqrt(antennas), 0);
            assertThat(power[p])
                    .isCloseTo(
                            CovarianceReference.quadratic(a, covariance), withinPercentage(1e-8));
        }
    }

    @Test
    void meanOverTheSineOfAngleIsTheRadiatedPower() {
        // At half-wavelength spacing (1/2) int_0^pi a^H R a sin(phi) dphi = tr R, exactly.
        Beamformer w = RandomNetworks.beamformer(6, 3, 2, new Random(5));
        int points = 4001;
        double[] angles = Beampattern.angles(points);
        double[] power = Beampattern.of(w, angles);
        double integral = 0;
        for (int p = 0; p < points; p++) {
            integral += 0.5 * power[p] * Math.sin(angles[p]) * Math.PI / (points - 1);
        }
        assertThat(integral).isCloseTo(w.power(), withinPercentage(1e-3));
    }

    @Test
    void gridAndDecibels() {
        assertThat(Beampattern.angles(3)).containsExactly(0, Math.PI / 2, Math.PI);
        assertThat(Beampattern.toDb(new double[] {10, 0.1, 0}, 10, -60))
                .containsExactly(new double[] {0, -20, -60}, within(1e-12));
        assertThatThrownBy(() -> Beampattern.angles(1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Beampattern.toDb(new double[1], 0, -60))
                .isInstanceOf(InvalidInputException.class);
    }
}
