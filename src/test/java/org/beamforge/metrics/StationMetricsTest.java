package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import org.beamforge.model.Association;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StationMetricsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyFigureAgreesWithTheCovariance(long seed) {
        Instance instance = RandomNetworks.instance(2, 4, 6, seed);
        Association association = Association.of(2, 1, 0, 1, 1);
        Random random = new Random(seed + 100);
        for (int k = 0; k < 2; k++) {
            BaseStation bs = instance.baseStations().get(k);
            Beamformer w = RandomNetworks.beamformer(6, 4, 2, random);
            StationMetrics metrics = StationMetrics.of(instance, k, association, w);
            ZMatrixRMaj r = CovarianceReference.covariance(w);

            double[] sinr = LinkMetrics.sinr(bs.channels(), w, instance.userNoisePowerW());
            double sum = 0;
            for (int i : association.usersOf(k)) {
                sum += Math.log(1 + sinr[i]) / Math.log(2);
            }
            assertThat(metrics.sinr()).containsExactly(sinr);
            assertThat(metrics.rate())
                    .isCloseTo(sum / association.usersOf(k).length, withinPercentage(1e-9));

            double gain = bs.detectionTarget().pathGain();
            double snr =
                    bs.detectionTarget().rcsPower()
                            * gain
                            * gain
                            * CovarianceReference.quadratic(
                                    CovarianceReference.response(
                                            6, bs.detectionTarget().angleRad(), gain, 0),
                                    r)
                            / instance.radarNoisePowerW();
            assertThat(metrics.radarSnr()).isCloseTo(snr, withinPercentage(1e-9));
            assertThat(metrics.radarSnrDb()).isCloseTo(10 * Math.log10(snr), within(1e-9));
            assertThat(metrics.detectionProbability())
                    .isCloseTo(Math.pow(1e-3, 1 / (1 + snr)), withinPercentage(1e-9));
            assertThat(metrics.radarSnrViolation())
                    .isCloseTo(1 - snr / Math.pow(10, 0.5), within(1e-9));

            double crb =
                    CovarianceReference.crb(
                            CovarianceReference.fisher(bs.estimationTarget(), 64, 2e-12, r, 0));
            assertThat(metrics.crbRad2()).isCloseTo(crb, withinPercentage(1e-7));
            assertThat(metrics.crbViolation()).isCloseTo(crb / 0.02 - 1, within(1e-7));

            double power = CovarianceReference.trace(r).real;
            assertThat(metrics.powerW()).isCloseTo(power, withinPercentage(1e-9));
            assertThat(metrics.powerViolation()).isCloseTo(power / 2 - 1, within(1e-9));
            assertThat(metrics.maxViolation())
                    .isEqualTo(
                            Math.max(
                                    metrics.radarSnrViolation(),
                                    Math.max(metrics.crbViolation(), metrics.powerViolation())));
        }
    }

    @Test
    void silenceViolatesBothSensingConstraints() {
        Instance instance = RandomNetworks.instance(1, 2, 4, 1);
        Beamformer silent = new Beamformer(ComplexMatrix.zeros(4, 2), ComplexMatrix.zeros(4, 0));
        StationMetrics metrics = StationMetrics.of(instance, 0, Association.of(1, 0, 0), silent);
        assertThat(metrics.rate()).isZero();
        assertThat(metrics.radarSnrViolation()).isEqualTo(1);
        assertThat(metrics.crbViolation()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(metrics.powerViolation()).isEqualTo(-1);
        assertThat(metrics.maxViolation()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(metrics.detectionProbability()).isCloseTo(1e-3, within(1e-15));
    }

    @Test
    void notANumberIsNeverFeasible() {
        Instance instance = RandomNetworks.instance(1, 1, 2, 1);
        Beamformer broken =
                new Beamformer(
                        ComplexMatrix.of(2, 1, new double[] {Double.NaN, 0}, new double[2]),
                        ComplexMatrix.zeros(2, 0));
        StationMetrics metrics = StationMetrics.of(instance, 0, Association.of(1, 0), broken);
        assertThat(metrics.maxViolation()).isNaN();
        assertThat(metrics.rate()).isNaN();
    }

    @Test
    void sizesHaveToMatch() {
        Instance instance = RandomNetworks.instance(2, 3, 4, 1);
        Beamformer good = RandomNetworks.beamformer(4, 3, 1, new Random(1));
        Beamformer bad = RandomNetworks.beamformer(5, 3, 1, new Random(1));
        assertThatThrownBy(() -> StationMetrics.of(instance, 0, Association.of(2, 0, 1), good))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected 3 users and 2 base stations, found 2 and 2");
        assertThatThrownBy(() -> StationMetrics.of(instance, 0, Association.of(2, 0, 1, 1), bad))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected 4 x 3")
                .hasMessageContaining("found 5 x 3");
    }

    @Test
    void thousandsOfAntennasNeedNoCovariance() {
        // Milliseconds in practice; a covariance of 4096 x 4096 would take minutes.
        Instance instance = RandomNetworks.instance(1, 16, 4096, 1);
        Beamformer w = RandomNetworks.beamformer(4096, 16, 4, new Random(1));
        int[] all = new int[16];
        StationMetrics metrics =
                assertTimeout(
                        Duration.ofSeconds(2),
                        () -> StationMetrics.of(instance, 0, Association.of(1, all), w));
        assertThat(metrics.maxViolation()).isNotNaN();
    }
}
