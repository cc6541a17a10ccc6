package org.beamforge.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {
    @Test
    void agreesWithTheTablesOfStudent() {
        // s = sqrt(2.5), t(0.975, 4) = 2.776445
        Estimate estimate = Estimate.of(1, 2, 3, 4, 5);
        assertThat(estimate.mean()).isCloseTo(3, within(1e-12));
        assertThat(estimate.halfWidth()).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-6));
    }

    @Test
    void saysWhereThereIsNothingToEstimate() {
        assertThat(Estimate.of().mean()).isNaN();
        assertThat(Estimate.of(7).mean()).isEqualTo(7);
        assertThat(Estimate.of(7).halfWidth()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void coversTheTruthNineteenTimesOutOfTwenty(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int covered = 0;
        int runs = 4000;
        for (int run = 0; run < runs; run++) {
            double[] samples = new double[8];
            for (int i = 0; i < samples.length; i++) {
                // a sum of twelve uniform numbers: mean 6, nearly normal
                for (int j = 0; j < 12; j++) {
                    samples[i] += random.nextDouble();
                }
            }
            Estimate estimate = Estimate.of(samples);
            covered += estimate.lower() <= 6 && 6 <= estimate.upper() ? 1 : 0;
        }
        assertThat(covered / (double) runs).as("seed %d", seed).isBetween(0.935, 0.965);
    }
}
