package org.beamforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InstanceTest {
    private static final DetectionTarget DETECTION = new DetectionTarget(1, 1e-5, 10);
    private static final EstimationTarget ESTIMATION =
            new EstimationTarget(1, 1e-5, new Complex(0, 3));

    private static Instance of(int antennas, int users, double power, ComplexMatrix... channels) {
        List<BaseStation> stations =
                Arrays.stream(channels)
                        .map(h -> new BaseStation(h, DETECTION, ESTIMATION))
                        .toList();
        return new Instance(
                antennas, users, power, 1e-12, 1e-12, 10, 7, 0.01, stations, Optional.empty());
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void counts() {
        Instance instance = of(3, 2, 1, ComplexMatrix.zeros(2, 3), ComplexMatrix.zeros(2, 3));
        assertThat(instance.stations()).isEqualTo(2);
        assertThat(instance.users()).isEqualTo(2);
    }

    @Test
    void mistakesAreNamed() {
        ComplexMatrix h = ComplexMatrix.zeros(2, 3);
        refused(() -> of(0, 2, 1, h), "antennas: expected at least 1, found 0");
        refused(() -> of(3, 2, -1, h), "maxPowerW: expected a positive finite number, found -1.0");
        refused(() -> of(3, 2, Double.NaN, h), "maxPowerW");
        refused(() -> of(3, 2, 1), "baseStations: expected at least 1, found 0");
        refused(() -> of(4, 2, 1, h), "baseStations[0].channels: expected 2 x 4");
        refused(() -> of(3, 2, 1, h, ComplexMatrix.zeros(1, 3)), "baseStations[1].channels");
        refused(
                () -> of(3, 2, 1, Collections.nCopies(3, h).toArray(ComplexMatrix[]::new)),
                "2 users cannot give each of 3 base stations one");
        ComplexMatrix bad = ComplexMatrix.of(1, 2, new double[2], new double[] {0, Double.NaN});
        refused(() -> of(2, 1, 1, bad), "baseStations[0].channels.im[0][1]");
    }

    @Test
    void targetsCheckThemselves() {
        refused(() -> new DetectionTarget(Double.NaN, 1, 1), "angleRad");
        refused(() -> new DetectionTarget(0, 0, 1), "pathGain");
        refused(() -> new DetectionTarget(0, 1, -1), "rcsPower");
        refused(() -> new EstimationTarget(0, 1, new Complex(0, 0)), "|rcsAmplitude|^2");
        refused(() -> new EstimationTarget(0, 1, new Complex(1, Double.NaN)), "rcsAmplitude.im");
    }
}
