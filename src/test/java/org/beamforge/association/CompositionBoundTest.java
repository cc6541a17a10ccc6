package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompositionBoundTest {
    private static final int USERS = 7;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boundsEveryAssociationWhateverTheMultipliers(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        RateMatrix rates = RandomRates.of(RandomRates.Kind.UNIFORM, stations, USERS, random);
        double[] multipliers = random.doubles(USERS, -2, 4).toArray();
        CompositionBound free = CompositionBound.ofTopMeans(rates.rows());
        CompositionBound priced = CompositionBound.ofMultipliers(rates.rows(), multipliers);
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        RandomRates.forEachVector(
                stations,
                USERS,
                a -> {
                    double value = RandomRates.objective(rates, a);
                    if (Double.isNaN(value)) {
                        return;
                    }
                    int[] counts = RandomRates.loads(stations, a);
                    for (int depth = 0; depth <= stations; depth++) {
                        assertThat(value).isLessThanOrEqualTo(free.of(counts, depth) + 1e-10);
                        assertThat(value).isLessThanOrEqualTo(priced.of(counts, depth) + 1e-10);
                    }
                    most[0] = Math.max(most[0], free.of(counts, stations));
                    most[1] = Math.max(most[1], priced.of(counts, stations));
                });
        // The table look-ups are attained, not merely valid.
        assertThat(free.overall()).isCloseTo(most[0], within(1e-10));
        assertThat(priced.overall()).isCloseTo(most[1], within(1e-10));
        assertThat(priced.of(priced.attainedAt(), stations)).isCloseTo(most[1], within(1e-10));
        assertThat(Arrays.stream(priced.attainedAt()).sum()).isEqualTo(USERS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isExactAtTheCompositionThatGaveTheMultipliers(int seed) {
        Random random = new Random(seed);
        RateMatrix rates = RandomRates.of(RandomRates.Kind.UNIFORM, 3, USERS, random);
        int first = 1 + random.nextInt(USERS - 2);
        int second = 1 + random.nextInt(USERS - first - 1);
        int[] counts = {first, second, USERS - first - second};
        CapacitatedAssignment assignment = new CapacitatedAssignment(3, USERS);
        assignment.solveMeans(rates.rows(), counts, null, Double.NEGATIVE_INFINITY);
        double[] multipliers = new double[USERS];
        for (int i = 0; i < USERS; i++) {
            multipliers[i] = assignment.userPotential(i);
        }
        CompositionBound bound = CompositionBound.ofMultipliers(rates.rows(), multipliers);
        assertThat(bound.of(counts, 3)).isCloseTo(assignment.value(), within(1e-10));
    }
}
