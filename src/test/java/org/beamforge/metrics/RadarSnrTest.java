package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.UniformLinearArray;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadarSnrTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithTheCovarianceForAnyPhaseReference(long seed) {
        Random random = new Random(seed);
        int antennas = 1 + random.nextInt(9);
        DetectionTarget target = RandomNetworks.detectionTarget(random);
        Beamformer w = RandomNetworks.beamformer(antennas, 3, random.nextInt(4), random);
        double noise = 2e-12;
        ZMatrixRMaj covariance = CovarianceReference.covariance(w);
        for (double reference : new double[] {0, 0.5 * (antennas - 1), 3.7}) {
            ZMatrixRMaj g =
                    CovarianceReference.response(
                            antennas, target.angleRad(), target.pathGain(), reference);
            double expected =
                    target.rcsPower()
                            * Math.pow(target.pathGain(), 2)
                            * CovarianceReference.quadratic(g, covariance)
                            / noise;
            assertThat(RadarSnr.of(target, w, noise)).isCloseTo(expected, withinPercentage(1e-9));
        }
    }

    @Test
    void fullPowerAtTheTargetReachesTheClosedForm() {
        // d^H R d = P_t for W = sqrt(P_t) d, d the unit steering vector: Gamma = s beta^4
        // P_t/noise.
        DetectionTarget target = new DetectionTarget(1.1, 1e-2, 50);
        int antennas = 6;
        ComplexMatrix a = UniformLinearArray.steering(antennas, 1.1);
        double scale = Math.sqrt(3.0 / antennas);
        double[] re = a.re().clone();
        double[] im = a.im().clone();
        for (int m = 0; m < antennas; m++) {
            re[m] *= scale;
            im[m] *= scale;
        }
        Beamformer w =
                new Beamformer(
                        ComplexMatrix.of(antennas, 1, re, im), ComplexMatrix.zeros(antennas, 0));
        assertThat(RadarSnr.of(target, w, 1e-6))
                .isCloseTo(50 * 1e-8 * 3 / 1e-6, withinPercentage(1e-9));
    }

    @Test
    void decibels() {
        assertThat(RadarSnr.toDb(100)).isCloseTo(20, within(1e-12));
        assertThat(RadarSnr.toDb(0)).isCloseTo(-3000, within(1e-9));
    }
}
