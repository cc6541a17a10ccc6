package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepCostTest {
    @Test
    void aBudgetThatIsNeverUsedUpMeasuresEveryDraw() {
        long began = System.nanoTime();
        SweepCost cost = SweepCost.measure(SweepFixture.config(), 1e6, Cancellation.none());
        double elapsed = (System.nanoTime() - began) * 1e-9;
        assertThat(cost.draws()).isEqualTo(8);
        assertThat(cost.measured()).isEqualTo(8);
        assertThat(cost.worst()).isGreaterThanOrEqualTo(cost.perDraw());
        assertThat(cost.perDraw()).isPositive();
        // the clock outside saw all of it and the first draw twice
        assertThat(cost.seconds()).isLessThanOrEqualTo(elapsed);
    }

    @Test
    void aTinyBudgetStillMeasuresSomething() {
        SweepCost cost = SweepCost.measure(SweepFixture.config(), 1e-9, Cancellation.none());
        assertThat(cost.measured()).isEqualTo(1);
        assertThat(cost.seconds()).isCloseTo(8 * cost.perDraw(), within(1e-12));
    }

    @Test
    void languageModelsAreLeftOut() {
        String yaml = SweepFixture.YAML.replace("joint, game", "llm, game");
        SweepCost cost =
                SweepCost.measure(SweepConfigReader.parse(yaml), 1e-9, Cancellation.none());
        assertThat(cost.measured()).isEqualTo(1);
        String alone = SweepFixture.YAML.replace("joint, game, beamforming-only", "llm");
        assertThatThrownBy(
                        () ->
                                SweepCost.measure(
                                        SweepConfigReader.parse(alone), 1, Cancellation.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("llm alone cannot be measured");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0.5, 100, 1, 1000, 5", // exactly 5
        "1000, 0.501, 100, 1, 1000, 6", // a little more takes one more
        "1000, 0.5, 100, 4, 1000, 2", // 1.25 with four cores
        "1000, 0.5, 1e9, 1, 1000, 1", // never none
        "1000, 0.5, 1e-9, 1, 70, 70", // the limit
        "10, 0.5, 1e-9, 1, 1000, 10", // never an empty shard
    })
    void shardsTakeAboutTheTimeAskedFor(
            int draws, double perDraw, double target, int cores, int most, int expected) {
        SweepCost cost = new SweepCost(1, draws, 1, perDraw, perDraw);
        assertThat(cost.shards(target, cores, most)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100})
    void theOrderIsAPermutationThatSpreads(int n) {
        int[] order = SweepCost.spread(n);
        List<Integer> sorted = Arrays.stream(order).boxed().sorted().toList();
        assertThat(sorted).hasSize(n).doesNotHaveDuplicates();
        assertThat(sorted.get(0)).isZero();
        assertThat(sorted.get(n - 1)).isEqualTo(n - 1);
        if (n == 64) { // of a power of two every beginning is an even grid
            assertThat(Arrays.copyOf(order, 4)).containsExactlyInAnyOrder(0, 16, 32, 48);
        }
    }
}
