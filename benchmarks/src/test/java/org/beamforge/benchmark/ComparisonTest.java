package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<Ratio> STORED =
            List.of(new Ratio("speed-up", 1000, true), new Ratio("growth", 3, false));

    @Test
    void twiceAsBadStillPasses() {
        assertThat(
                        Comparison.regressions(
                                STORED,
                                List.of(
                                        new Ratio("speed-up", 500, true),
                                        new Ratio("growth", 6, false))))
                .isEmpty();
    }

    @Test
    void moreThanTwiceAsBadFailsInEitherDirection() {
        assertThat(
                        Comparison.regressions(
                                STORED,
                                List.of(
                                        new Ratio("speed-up", 499, true),
                                        new Ratio("growth", 6.1, false))))
                .hasSize(2)
                .first()
                .asString()
                .contains("speed-up", "1000", "499", "2.0");
    }

    @Test
    void anyImprovementPasses() {
        assertThat(
                        Comparison.regressions(
                                STORED,
                                List.of(
                                        new Ratio("speed-up", 1e6, true),
                                        new Ratio("growth", 1e-3, false))))
                .isEmpty();
    }

    @Test
    void aRatioThatIsNoNumberFails() {
        assertThat(Comparison.regressions(STORED, List.of(new Ratio("growth", Double.NaN, false))))
                .hasSize(1);
    }

    @Test
    void whatIsNoLongerMeasuredIsNamed() {
        assertThat(Comparison.missing(STORED, List.of(new Ratio("growth", 3, false))))
                .containsExactly("speed-up");
    }
}
