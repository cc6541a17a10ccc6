package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectionProbabilityTest {
    @ParameterizedTest(name = "Gamma {0}, P_FA {1}")
    @CsvSource({"0, 0.05", "1, 0.05", "5.0118723, 0.001", "20, 0.001"})
    void agreesWithMonteCarlo(double radarSnr, double falseAlarm) {
        Random random = new Random(20250606);
        int draws = 200_000;
        double mu0 = 7e-13;
        double threshold = DetectionProbability.threshold(mu0, falseAlarm);
        int alarms = 0;
        int detections = 0;
        for (int n = 0; n < draws; n++) {
            if (complexGaussianPower(mu0, random) > threshold) {
                alarms++;
            }
            if (complexGaussianPower(mu0 * (1 + radarSnr), random) > threshold) {
                detections++;
            }
        }
        double expected = DetectionProbability.of(radarSnr, falseAlarm);
        assertThat(detections / (double) draws)
                .isCloseTo(expected, within(5 * deviation(expected, draws)));
        assertThat(alarms / (double) draws)
                .isCloseTo(falseAlarm, within(5 * deviation(falseAlarm, draws)));
    }

    /** |y|^2 of y ~ CN(0, mean). */
    private static double complexGaussianPower(double mean, Random random) {
        double re = random.nextGaussian();
        double im = random.nextGaussian();
        return mean / 2 * (re * re + im * im);
    }

    private static double deviation(double probability, int draws) {
        return Math.sqrt(probability * (1 - probability) / draws);
    }

    @Test
    void withoutAnEchoADetectionIsAFalseAlarm() {
        assertThat(DetectionProbability.of(0)).isCloseTo(1e-3, within(1e-15));
        assertThat(DetectionProbability.of(Double.POSITIVE_INFINITY)).isEqualTo(1);
    }

    @Test
    void sevenDecibels() {
        // 1 + 10^0.7 = 6.0118723; 10^(-3/6.0118723)
        assertThat(DetectionProbability.of(Math.pow(10, 0.7))).isCloseTo(0.316948, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void falseAlarmHasToBeAProbability(double falseAlarm) {
        assertThatThrownBy(() -> DetectionProbability.of(1, falseAlarm))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("false-alarm probability");
        assertThatThrownBy(() -> DetectionProbability.threshold(1, falseAlarm))
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, Double.NaN})
    void radarSnrHasToBeARatio(double radarSnr) {
        assertThatThrownBy(() -> DetectionProbability.of(radarSnr))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("radar SNR");
    }
}
