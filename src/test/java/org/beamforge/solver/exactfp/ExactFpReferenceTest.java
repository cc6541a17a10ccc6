package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.ReferenceInstances;
import org.beamforge.solver.StationSubspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that an independent solver found for the shipped instances. */
class ExactFpReferenceTest {
    @Test
    void oneUserOnSixteenAntennas() {
        assertThat(rate("single-k1n1m16", 0, 0)).isCloseTo(3.2466714306, within(5e-6));
    }

    @Test
    void sixUsersServedTogether() {
        assertThat(rate("allserved-k1n6m32", 0, 0, 1, 2, 3, 4, 5))
                .isGreaterThan(0.9999 * 3.919850028911834);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"dense-k3n5m8", "paper-draw5"})
    void everyUserAlone(String name) {
        JsonNode expected = ReferenceInstances.expected(name).path("singleUserRates");
        assertThat(expected.size()).isEqualTo(3);
        for (int k = 0; k < expected.size(); k++) {
            for (int i = 0; i < expected.path(k).size(); i++) {
                double value = expected.path(k).path(i).asDouble();
                // Both are optimal to about 1e-6; theirs is absolute, which shows in weak users.
                assertThat(rate(name, k, i))
                        .as("base station %d, user %d", k, i)
                        .isCloseTo(value, within(2e-6 + 5e-6 * value));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"dense-k3n5m8", "paper-draw5"})
    void theExpectedAssociationReachesItsSum(String name) {
        JsonNode expected = ReferenceInstances.expected(name);
        JsonNode association = expected.path("association");
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            int station = k;
            int[] set =
                    IntStream.range(0, association.size())
                            .filter(i -> association.path(i).asInt() == station)
                            .toArray();
            sum += rate(name, k, set);
        }
        assertThat(sum).isGreaterThan(0.9999 * expected.path("jointOptimum").asDouble());
    }

    private static double rate(String name, int station, int... set) {
        Instance instance = ReferenceInstances.read(name);
        BeamResult result =
                Solving.solve(
                        StationSubspace.of(CanonicalProblem.of(instance, station), false)
                                .problem(set)
                                .problem(),
                        BeamSettings.defaults().withStarts(8));
        return result.rateBits();
    }
}
