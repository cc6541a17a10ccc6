package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.model.Association;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitialAssociationTest {
    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    private static double sumOfRates(RateMatrix rates, int[] stationOf) {
        return IntStream.range(0, stationOf.length)
                .mapToDouble(i -> rates.rate(stationOf[i], i))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesAsLittleAsPossible(int seed) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        int users = stations + random.nextInt(8 - stations);
        RateMatrix rates = RandomRates.of(RandomRates.kindOf(seed), stations, users, random);
        double[] most = {0};
        RandomRates.forEachVector(
                stations,
                users,
                a -> {
                    int[] load = RandomRates.loads(stations, a);
                    if (Arrays.stream(load).allMatch(n -> n > 0)) {
                        most[0] = Math.max(most[0], sumOfRates(rates, a));
                    }
                });
        int[] chosen = InitialAssociation.strongest(rates).toArray();
        assertThat(sumOfRates(rates, chosen)).isCloseTo(most[0], within(1e-12 * most[0]));
    }

    @Test
    void everyUserGoesToItsStrongestStation() {
        RateMatrix rates = RateMatrix.of(new double[][] {{3, 1, 2, 5}, {1, 4, 2, 6}});
        assertThat(InitialAssociation.strongest(rates)).isEqualTo(Association.of(2, 0, 1, 0, 1));
    }

    @Test
    void anEmptyStationGetsTheUserThatLosesLeast() {
        RateMatrix rates = RateMatrix.of(new double[][] {{9, 8, 7, 6}, {1, 2, 6.5, 1}});
        assertThat(InitialAssociation.strongest(rates)).isEqualTo(Association.of(2, 0, 0, 1, 0));
    }
}
