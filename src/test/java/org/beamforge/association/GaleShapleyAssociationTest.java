package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GaleShapleyAssociationTest {
    private final GaleShapleyAssociation method = new GaleShapleyAssociation();

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    private static RateMatrix random(int seed, int mostUsers) {
        Random random = new Random(seed);
        int stations = 1 + random.nextInt(4);
        int users = stations + random.nextInt(mostUsers - stations + 1);
        return RandomRates.of(RandomRates.kindOf(seed), stations, users, random);
    }

    /** Whether a user and a station would both gain (strictly) by leaving what they have. */
    private static boolean blocked(RateMatrix rates, int[] stationOf, int[] quotas) {
        int[] load = RandomRates.loads(rates.stations(), stationOf);
        for (int i = 0; i < stationOf.length; i++) {
            for (int k = 0; k < rates.stations(); k++) {
                if (rates.rate(k, i) <= rates.rate(stationOf[i], i)) {
                    continue;
                }
                if (load[k] < quotas[k]) {
                    return true;
                }
                for (int j = 0; j < stationOf.length; j++) {
                    if (stationOf[j] == k && rates.rate(k, j) < rates.rate(k, i)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isStableAndServesEveryone(int seed) {
        RateMatrix rates = random(seed, 30);
        GaleShapleyAssociation.Matching matching = method.match(rates);
        int[] load = RandomRates.loads(rates.stations(), matching.stationOf());
        for (int k = 0; k < load.length; k++) {
            assertThat(load[k]).isBetween(1, matching.quotas()[k]);
        }
        assertThat(blocked(rates, matching.stationOf(), matching.quotas())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noUserDoesBetterInAnyStableMatching(int seed) {
        Random random = new Random(seed);
        RateMatrix rates = RandomRates.of(RandomRates.Kind.UNIFORM, 3, 6, random);
        GaleShapleyAssociation.Matching matching = method.match(rates);
        int[] stable = {0};
        RandomRates.forEachVector(
                3,
                6,
                other -> {
                    int[] load = RandomRates.loads(3, other);
                    boolean fits = IntStream.range(0, 3).allMatch(k -> load[k] <= 2);
                    if (!fits || blocked(rates, other, matching.quotas())) {
                        return;
                    }
                    stable[0]++;
                    for (int i = 0; i < 6; i++) {
                        assertThat(rates.rate(matching.stationOf()[i], i))
                                .isGreaterThanOrEqualTo(rates.rate(other[i], i));
                    }
                });
        assertThat(matching.quotas()).containsOnly(2);
        assertThat(stable[0]).isPositive();
    }

    @Test
    void lowersQuotasUntilNoStationIsEmpty() {
        // Quotas of 2 would leave station 2 empty; station 0 and 1 are equally loaded, and the
        // weakest user of station 1 (user 3, rate 3) is below that of station 0 (user 1, rate 8).
        RateMatrix rates = RateMatrix.of(new double[][] {{9, 8, 1, 1}, {1, 1, 9, 3}, {0, 0, 0, 0}});
        GaleShapleyAssociation.Matching matching = method.match(rates);
        assertThat(matching.quotas()).containsExactly(2, 1, 2);
        assertThat(matching.stationOf()).containsExactly(0, 0, 1, 2);
    }

    @Test
    void givenQuotasHold() {
        RateMatrix rates = RateMatrix.of(new double[][] {{9, 8, 7, 6}, {1, 2, 3, 4}});
        AssociationProposal proposal =
                new GaleShapleyAssociation(new int[] {3, 1}).propose(AssociationRequest.of(rates));
        assertThat(proposal.association()).isEqualTo(Association.of(2, 0, 0, 0, 1));
        assertThat(proposal.objective()).isEqualTo(12);
        assertThat(proposal.optimal()).isFalse();
    }

    @Test
    void badQuotasAreNamed() {
        AssociationRequest request = AssociationRequest.of(RateMatrix.of(new double[2][4]));
        assertThatThrownBy(() -> new GaleShapleyAssociation(new int[] {2, 1}).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("quotas: expected a sum of at least 4 (users), found 3");
        assertThatThrownBy(() -> new GaleShapleyAssociation(new int[] {4, 0}).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("quotas[1]: expected at least 1, found 0");
        assertThatThrownBy(() -> new GaleShapleyAssociation(new int[] {4}).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("quotas: expected 2 numbers, found 1");
    }

    @Test
    void tiesGoToTheLowerIndex() {
        double[][] equal = new double[2][4];
        for (double[] row : equal) {
            Arrays.fill(row, 1);
        }
        assertThat(method.match(RateMatrix.of(equal)).stationOf()).containsExactly(0, 0, 1, 1);
    }
}
