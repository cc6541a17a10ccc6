package org.beamforge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.InvalidInputException;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkMetricsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sinrAgreesWithTheCovariances(long seed) {
        Random random = new Random(seed);
        int antennas = 1 + random.nextInt(9);
        int users = 1 + random.nextInt(5);
        ComplexMatrix h = RandomNetworks.gaussian(users, antennas, 1, random);
        Beamformer w = RandomNetworks.beamformer(antennas, users, random.nextInt(4), random);
        double noise = 0.1;

        double[] sinr = LinkMetrics.sinr(h, w, noise);

        // gamma = s/(h^H R h - s + noise), s from the covariance of the user's own beam alone
        ZMatrixRMaj total = CovarianceReference.covariance(w);
        for (int i = 0; i < users; i++) {
            ZMatrixRMaj hi = new ZMatrixRMaj(antennas, 1);
            ZMatrixRMaj wi = new ZMatrixRMaj(antennas, 1);
            for (int m = 0; m < antennas; m++) {
                hi.set(m, 0, h.re(i, m), h.im(i, m));
                wi.set(m, 0, w.communication().re(m, i), w.communication().im(m, i));
            }
            ZMatrixRMaj own = CovarianceReference.product(wi, CovarianceReference.hermitian(wi));
            double signal = CovarianceReference.quadratic(hi, own);
            double all = CovarianceReference.quadratic(hi, total);
            assertThat(sinr[i])
                    .as("user %d", i)
                    .isCloseTo(signal / (all - signal + noise), withinPercentage(1e-9));
        }
    }

    @Test
    void channelsAreConjugatedInTheProduct() {
        // h = [1, j], w = [1, j]/sqrt(2): h^H w = sqrt(2); without the conjugate it would be 0.
        ComplexMatrix h = ComplexMatrix.of(1, 2, new double[] {1, 0}, new double[] {0, 1});
        double s = Math.sqrt(0.5);
        ComplexMatrix w = ComplexMatrix.of(2, 1, new double[] {s, 0}, new double[] {0, s});
        double[] sinr = LinkMetrics.sinr(h, new Beamformer(w, ComplexMatrix.zeros(2, 0)), 0.5);
        assertThat(sinr[0]).isCloseTo(4, within(1e-12));
    }

    @Test
    void radarColumnsInterfere() {
        ComplexMatrix h = ComplexMatrix.of(1, 1, new double[] {2}, new double[] {0});
        ComplexMatrix w = ComplexMatrix.of(1, 1, new double[] {3}, new double[] {0});
        ComplexMatrix radar = ComplexMatrix.of(1, 2, new double[] {1, 0}, new double[] {0, 2});
        assertThat(LinkMetrics.sinr(h, new Beamformer(w, radar), 4)[0])
                .isCloseTo(36.0 / (4 + 16 + 4), within(1e-12));
    }

    @Test
    void rateIsTheMeanOverTheUsersOfTheStation() {
        double[] sinr = {1, 3, 7, 15};
        assertThat(LinkMetrics.rate(sinr, 0)).isCloseTo(1, within(1e-12));
        assertThat(LinkMetrics.rate(sinr, 3)).isCloseTo(4, within(1e-12));
        assertThat(LinkMetrics.rate(sinr, 1, 2, 3)).isCloseTo((2 + 3 + 4) / 3.0, within(1e-12));
        assertThat(LinkMetrics.sumRate(1, 3)).isEqualTo(4);
        assertThatThrownBy(() -> LinkMetrics.rate(sinr)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void giveOneGoodUserRatherThanMany() {
        // 1.1: [10 10 0 0; 0 0 10 10] in bit/s/Hz: 2 + 2 gives 20, 1 + 3 gives 16.7.
        double strong = Math.pow(2, 10) - 1;
        double[] first = {strong, strong, 0, 0};
        double[] second = {0, 0, strong, strong};
        double even =
                LinkMetrics.sumRate(LinkMetrics.rate(first, 0, 1), LinkMetrics.rate(second, 2, 3));
        double uneven =
                LinkMetrics.sumRate(LinkMetrics.rate(first, 0), LinkMetrics.rate(second, 1, 2, 3));
        assertThat(even).isCloseTo(20, within(1e-9));
        assertThat(uneven).isCloseTo(10 + 20.0 / 3, within(1e-9));
    }

    @Test
    void tinySinrKeepsItsDigits() {
        assertThat(LinkMetrics.spectralEfficiency(1e-20))
                .isCloseTo(1e-20 / Math.log(2), withinPercentage(1e-9));
    }

    @Test
    void wrongShapesAreNamed() {
        ComplexMatrix h = ComplexMatrix.zeros(2, 4);
        Beamformer w = new Beamformer(ComplexMatrix.zeros(4, 3), ComplexMatrix.zeros(4, 0));
        assertThatThrownBy(() -> LinkMetrics.sinr(h, w, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected 4 x 2")
                .hasMessageContaining("found 4 x 3");
    }
}
