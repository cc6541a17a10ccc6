package org.beamforge.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamforge.network.SetValue;
import org.beamforge.network.SetValues;
import org.beamforge.network.UserSet;
import org.beamforge.testing.Networks;
import org.beamforge.testing.Networks.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationCutsTest {
    /** All non-empty sets of users of every base station. */
    private static List<UserSet> allSets(SetValues values) {
        List<UserSet> sets = new ArrayList<>();
        for (int k = 0; k < values.network().stations(); k++) {
            for (int mask = 1; mask < 1 << values.network().users(); mask++) {
                int m = mask;
                sets.add(
                        new UserSet(
                                k,
                                java.util.stream.IntStream.range(0, values.network().users())
                                        .filter(i -> (m >> i & 1) == 1)
                                        .toArray()));
            }
        }
        return sets;
    }

    /** Multi-start beamforming never exceeds a rigorous cut, made for this set or for another. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void rigorousCutsBoundEveryValue(Kind kind) {
        for (int seed = 0; seed < 2; seed++) {
            int stations = kind == Kind.ONE_STATION ? 1 : 2;
            Random random = new Random(seed);
            SetValues values =
                    Networks.values(Networks.of(kind, stations, 5, 2 + 5 * seed, random), 3);
            List<UserSet> sets = allSets(values);
            values.evaluate(sets);
            List<StationCuts> cuts = StationCuts.ofNetwork(values);
            for (UserSet set : sets) {
                double total = values.of(set).total();
                StationCuts own = cuts.get(set.station());
                double[] bySize = SearchRoots.boundsBySize(own, 5);
                assertThat(own.singles().total(set.users())).isGreaterThanOrEqualTo(total);
                assertThat(bySize[set.size()] * set.size()).isGreaterThanOrEqualTo(total);
                for (UserSet other : sets) {
                    if (other.station() == set.station()) {
                        assertThat(own.tightestRigorous(other.users()).total(set.users()))
                                .as("%s seed %d, cut of %s for %s", kind, seed, other, set)
                                .isGreaterThanOrEqualTo(total * (1 - 1e-12));
                    }
                }
            }
        }
    }

    /** The dual value equals the primal optimum, found by filling power in small steps. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void waterFillingIsOptimal(int seed) {
        Random random = new Random(seed);
        int n = 2 + random.nextInt(4);
        double[] bound = new double[n];
        double[] gain = new double[n];
        for (int i = 0; i < n; i++) {
            gain[i] = Math.pow(10, 4 * random.nextDouble() - 1);
            bound[i] = Math.log1p(gain[i] * (0.05 + 0.95 * random.nextDouble()));
        }
        int[] all = java.util.stream.IntStream.range(0, n).toArray();
        double cut = new StationCuts(bound, gain).tightestRigorous(all).total(all);

        // Greedy: each grain of power goes where it gains most. Optimal for concave gains.
        int grains = 20_000;
        double[] power = new double[n];
        for (int grain = 0; grain < grains; grain++) {
            int best = -1;
            double most = 0;
            for (int i = 0; i < n; i++) {
                double next = Math.min(power[i] + 1.0 / grains, Math.expm1(bound[i]) / gain[i]);
                double more = Math.log1p(next * gain[i]) - Math.log1p(power[i] * gain[i]);
                if (more > most) {
                    most = more;
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            power[best] =
                    Math.min(power[best] + 1.0 / grains, Math.expm1(bound[best]) / gain[best]);
        }
        double primal = 0;
        for (int i = 0; i < n; i++) {
            primal += Math.log1p(power[i] * gain[i]) / Math.log(2);
        }
        assertThat(cut).isCloseTo(primal, within(1e-3 * primal));
        assertThat(cut).isGreaterThanOrEqualTo(primal * (1 - 1e-12));
    }

    /**
     * T(S) <= T(U) + singles of S without U holds for optima. For computed values it can fail where
     * T(U) is a local optimum; measured over 1.3 million pairs of all kinds: 331 by more than 1e-6.
     */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PAPER_AMPLITUDE", "PAPER_POWER", "EQUAL_USERS"})
    void valueCutsHoldForComputedValues(Kind kind) {
        for (int seed = 0; seed < 3; seed++) {
            SetValues values = Networks.values(Networks.of(kind, 2, 5, 8, new Random(seed)), 3);
            List<UserSet> sets = allSets(values);
            values.evaluate(sets);
            for (UserSet u : sets) {
                StationCuts cuts = StationCuts.ofNetwork(values).get(u.station());
                if (u.size() == 1) {
                    continue;
                }
                cuts.add(values.of(u));
                for (UserSet s : sets) {
                    if (s.station() == u.station()) {
                        assertThat(cuts.tightest(s.users()).total(s.users()))
                                .as("%s seed %d: %s from %s", kind, seed, s, u)
                                .isGreaterThanOrEqualTo(values.of(s).total() * (1 - 1e-4));
                    }
                }
            }
        }
    }

    /** Whatever the order, no cut contradicts a value that was added. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void cutsAreRaisedUntilTheyContradictNoKnownValue(Kind kind) {
        Random random = new Random(5);
        int stations = kind == Kind.ONE_STATION ? 1 : 2;
        SetValues values = Networks.values(Networks.of(kind, stations, 6, 4, random), 1);
        List<UserSet> sets = allSets(values);
        values.evaluate(sets);
        List<SetValue> known = new ArrayList<>(values.solvedMultiUser());
        java.util.Collections.shuffle(known, random);
        List<StationCuts> cuts = StationCuts.ofNetwork(values);
        for (SetValue value : known) {
            double raised = cuts.get(value.set().station()).add(value);
            assertThat(raised).isBetween(0.0, 1.0);
        }
        for (SetValue value : known) {
            int[] users = value.set().users();
            assertThat(cuts.get(value.set().station()).tightest(users).total(users))
                    .isGreaterThanOrEqualTo(value.total() * (1 - 1e-12));
        }
    }

    /** A value far too low is found out and its cut lifted to what the other value proves. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWrongValueIsFoundOut(boolean wrongFirst) {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 1, 4, 8, new Random(2)), 3);
        SetValue right = values.of(new UserSet(0, 0, 1, 2));
        SetValue low = SetValueSamples.scaled(values.of(new UserSet(0, 0, 1, 2, 3)), 0.5);
        StationCuts cuts = StationCuts.ofNetwork(values).get(0);
        double raised;
        if (wrongFirst) {
            cuts.add(low);
            raised = cuts.add(right);
            assertThat(raised).isGreaterThan(0.1);
        } else {
            cuts.add(right);
            raised = cuts.add(low);
            assertThat(raised).isZero();
        }
        int[] users = right.set().users();
        assertThat(cuts.tightest(users).total(users))
                .isCloseTo(right.total(), within(1e-12 * right.total()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cutsAreAdditiveWithPartsNotNegative(int seed) {
        SetValues values = Networks.values(Networks.small(3 * seed + 2), 1);
        for (StationCuts cuts : StationCuts.ofNetwork(values)) {
            int[] all = java.util.stream.IntStream.range(0, values.network().users()).toArray();
            Cut cut = cuts.tightestRigorous(all);
            assertThat(cut.constant()).isNotNegative();
            assertThat(Arrays.stream(cut.add()).min().orElseThrow()).isNotNegative();
            assertThat(cut.mean(all) * all.length)
                    .isCloseTo(
                            cut.constant() + Arrays.stream(cut.add()).sum(),
                            within(1e-12 * (1 + cut.total(all))));
        }
    }
}
