package org.beamforge.alternating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationMethods;
import org.beamforge.association.AssociationProposal;
import org.beamforge.association.AssociationRequest;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.model.Association;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.network.SetValues;
import org.beamforge.testing.Networks;
import org.beamforge.testing.Networks.Kind;
import org.beamforge.testing.Partitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlternatingOptimisationTest {
    private static final List<String> METHODS =
            List.of("exact", "brute-force", "game", "gale-shapley");

    /** Proposes what it is given, in turn, and remembers what it was asked. */
    private static class Scripted implements AssociationMethod {
        private final Iterator<Association> proposals;
        private final List<AssociationRequest> requests = new ArrayList<>();

        Scripted(Association... proposals) {
            this.proposals = Arrays.asList(proposals).iterator();
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public AssociationProposal propose(AssociationRequest request) {
            requests.add(request);
            return new AssociationProposal(proposals.next(), Double.NaN, false);
        }
    }

    private static AlternatingOptimisation.Outcome run(
            SetValues values, AssociationMethod method, boolean paper, ProgressListener listener) {
        return new AlternatingOptimisation(values, method, paper, 20, Cancellation.none(), listener)
                .run();
    }

    private static Instance instance(int seed) {
        Kind kind = Networks.kindOf(seed);
        return Networks.of(kind, kind == Kind.ONE_STATION ? 1 : 3, 6, 8, new Random(seed));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void theObjectiveNeverFallsAndTheEndIsItsOwn(int seed) {
        for (String name : METHODS) {
            for (boolean paper : new boolean[] {false, true}) {
                SetValues values = Networks.values(instance(seed), 2);
                List<IterationRecord> rows = new ArrayList<>();
                AlternatingOptimisation.Outcome outcome =
                        run(values, AssociationMethods.byName(name), paper, rows::add);
                assertThat(outcome.converged()).isTrue();
                assertThat(rows).isNotEmpty().allMatch(row -> row.stage().equals("ao"));
                for (int i = 1; i < rows.size(); i++) { // (61)
                    assertThat(rows.get(i).sumRate())
                            .isGreaterThanOrEqualTo(rows.get(i - 1).sumRate());
                    assertThat(rows.get(i).iteration()).isEqualTo(i + 1);
                }
                assertThat(rows.get(rows.size() - 1).sumRate()).isEqualTo(outcome.sumRate());
                assertThat(Partitions.value(values, outcome.association().toArray()))
                        .isCloseTo(outcome.sumRate(), within(1e-5 * outcome.sumRate()));
            }
        }
    }

    @Test
    void aWorseProposalIsNotTakenAndEndsIt() {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 2);
        List<Association> ranked = ranked(values);
        Association good = ranked.get(0);
        Scripted method = new Scripted(good, ranked.get(ranked.size() - 1), good);
        List<IterationRecord> rows = new ArrayList<>();
        AlternatingOptimisation.Outcome outcome = run(values, method, false, rows::add);
        assertThat(outcome.association()).isEqualTo(good);
        assertThat(outcome.sumRate()).isEqualTo(Partitions.value(values, good.toArray()));
        assertThat(outcome.iterations()).isEqualTo(2);
        assertThat(outcome.converged()).isTrue();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).sumRate()).isEqualTo(outcome.sumRate());
    }

    @Test
    void aMethodThatGoesBackAndForthEnds() {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 2);
        List<Association> ranked = ranked(values);
        Association best = ranked.get(0);
        Association other = ranked.get(5);
        Scripted method = new Scripted(other, best, other, best, other);
        AlternatingOptimisation.Outcome outcome = run(values, method, false, ProgressListener.NONE);
        assertThat(outcome.association()).isEqualTo(best);
        assertThat(outcome.iterations()).isEqualTo(3);
        assertThat(outcome.converged()).isTrue();
        // The method is told what is in force and what it reached.
        assertThat(method.requests.get(0).current()).isEmpty();
        assertThat(method.requests.get(0).currentSumRate()).isNaN();
        assertThat(method.requests.get(1).current()).contains(other);
        assertThat(method.requests.get(2).current()).contains(best);
        assertThat(method.requests.get(2).currentSumRate()).isEqualTo(outcome.sumRate());
    }

    @Test
    void theLimitIsNotConvergence() {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 2);
        List<Association> ranked = ranked(values);
        Scripted method = new Scripted(ranked.get(9), ranked.get(6), ranked.get(3), ranked.get(0));
        AlternatingOptimisation.Outcome outcome =
                new AlternatingOptimisation(
                                values,
                                method,
                                false,
                                3,
                                Cancellation.none(),
                                ProgressListener.NONE)
                        .run();
        assertThat(outcome.association()).isEqualTo(ranked.get(3));
        assertThat(outcome.iterations()).isEqualTo(3);
        assertThat(outcome.converged()).isFalse();
    }

    @Test
    void stoppedItKeepsItsFirstAssociation() {
        Cancellation cancellation = Cancellation.none();
        SetValues values =
                Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 2, cancellation);
        cancellation.cancel();
        AlternatingOptimisation.Outcome outcome =
                new AlternatingOptimisation(
                                values,
                                AssociationMethods.byName("game"),
                                false,
                                20,
                                cancellation,
                                ProgressListener.NONE)
                        .run();
        assertThat(outcome.converged()).isFalse();
        assertThat(outcome.iterations()).isEqualTo(1);
        assertThat(outcome.association().users()).isEqualTo(4);
    }

    /** The same proposal again ends it, but a stop may be why nothing better was found. */
    @Test
    void aProposalThatAStopCutShortIsNotConvergence() {
        Cancellation cancellation = Cancellation.none();
        SetValues values =
                Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 2, cancellation);
        Association good = ranked(values).get(0);
        Association bad = ranked(values).get(9);
        for (Association second : List.of(good, bad)) {
            Scripted method =
                    new Scripted(good, second) {
                        @Override
                        public AssociationProposal propose(AssociationRequest request) {
                            if (request.current().isPresent()) {
                                cancellation.cancel();
                            }
                            return super.propose(request);
                        }
                    };
            AlternatingOptimisation.Outcome outcome =
                    new AlternatingOptimisation(
                                    values, method, false, 20, cancellation, ProgressListener.NONE)
                            .run();
            assertThat(outcome.association()).isEqualTo(good);
            assertThat(outcome.iterations()).isLessThanOrEqualTo(2);
            assertThat(outcome.converged()).isFalse();
        }
    }

    @Test
    void aProposalForAnotherNetworkIsRefused() {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 2, 4, 6, new Random(3)), 1);
        for (Association wrong :
                List.of(Association.of(2, 0, 1, 1), Association.of(3, 0, 1, 2, 2))) {
            assertThatThrownBy(() -> run(values, new Scripted(wrong), false, ProgressListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("association method scripted")
                    .hasMessageContaining("expected 4 users and 2 base stations");
        }
    }

    /**
     * As printed, step 1 sees only beams that are on: whoever is not served looks hopeless, so an
     * association confirms itself. Single-user values do not depend on what is in force.
     */
    @Test
    void paperRatesLockInAndPotentialRatesDoNot() {
        SetValues values =
                Networks.values(Networks.of(Kind.PAPER_AMPLITUDE, 3, 6, 12, new Random(2)), 2);
        List<Association> ranked = ranked(values);
        Association poor = ranked.get(ranked.size() / 2);
        for (boolean paper : new boolean[] {true, false}) {
            Scripted first = new Scripted(poor, poor);
            run(values, first, paper, ProgressListener.NONE);
            AssociationRequest second = first.requests.get(1);
            for (int i = 0; i < 6; i++) {
                for (int k = 0; k < 3; k++) {
                    if (k != poor.stationOf(i)) {
                        if (paper) {
                            assertThat(second.rates().rate(k, i)).isZero();
                        } else {
                            assertThat(second.rates().rate(k, i))
                                    .isEqualTo(first.requests.get(0).rates().rate(k, i))
                                    .isPositive();
                        }
                    }
                }
            }
            // What the exact solution of step 1 makes of it.
            Association proposed = AssociationMethods.byName("exact").propose(second).association();
            if (paper) {
                // A user can be dropped from its base station, but none can look good elsewhere.
                for (int i = 0; i < 6; i++) {
                    boolean kept = proposed.stationOf(i) == poor.stationOf(i);
                    assertThat(second.rates().rate(proposed.stationOf(i), i) > 0)
                            .isEqualTo(kept && second.rates().rate(poor.stationOf(i), i) > 0);
                }
            } else {
                assertThat(Partitions.value(values, proposed.toArray()))
                        .isCloseTo(
                                Partitions.value(values, ranked.get(0).toArray()),
                                within(0.02 * Partitions.value(values, ranked.get(0).toArray())));
            }
        }
    }

    /** So with the printed rates the end depends on the start far more. */
    @Test
    void potentialRatesReachAtLeastWhatPaperRatesReach() {
        double potential = 0;
        double paper = 0;
        for (int seed = 0; seed < 24; seed++) {
            SetValues values = Networks.values(instance(seed), 2);
            AssociationMethod exact = AssociationMethods.byName("exact");
            potential += run(values, exact, false, ProgressListener.NONE).sumRate();
            paper += run(values, exact, true, ProgressListener.NONE).sumRate();
        }
        assertThat(potential).isGreaterThan(1.01 * paper);
    }

    /** The printed start gives rates under matched filters, all positive. */
    @Test
    void theFirstPaperRatesComeFromMatchedFilters() {
        Instance instance = Networks.of(Kind.DENSE, 2, 4, 6, new Random(5));
        SetValues values = Networks.values(instance, 1);
        Association any = Association.of(2, 0, 1, 0, 1);
        Scripted method = new Scripted(any, any);
        run(values, method, true, ProgressListener.NONE);
        for (int k = 0; k < 2; k++) {
            Beamformer beams = MatchedFilters.of(values.network(), k);
            double power =
                    beams.communication().squaredFrobeniusNorm()
                            + beams.radar().squaredFrobeniusNorm();
            assertThat(power).isCloseTo(instance.maxPowerW(), within(1e-12));
            for (int i = 0; i < 4; i++) {
                // SINR (8) written out once more
                double own = 0;
                double noise = instance.userNoisePowerW();
                for (int c = 0; c < 4 + beams.radar().cols(); c++) {
                    double re = 0;
                    double im = 0;
                    for (int m = 0; m < 6; m++) {
                        double hr = instance.baseStations().get(k).channels().re(i, m);
                        double hi = instance.baseStations().get(k).channels().im(i, m);
                        double wr =
                                c < 4 ? beams.communication().re(m, c) : beams.radar().re(m, c - 4);
                        double wi =
                                c < 4 ? beams.communication().im(m, c) : beams.radar().im(m, c - 4);
                        re += hr * wr + hi * wi;
                        im += hr * wi - hi * wr;
                    }
                    if (c == i) {
                        own = re * re + im * im;
                    } else {
                        noise += re * re + im * im;
                    }
                }
                double rate = Math.log1p(own / noise) / Math.log(2);
                assertThat(method.requests.get(0).rates().rate(k, i))
                        .isCloseTo(rate, within(1e-9 * rate));
            }
        }
    }

    @Test
    void theInitialAssociationIsTheStrongestRate() {
        SetValues values = Networks.values(Networks.of(Kind.DENSE, 2, 6, 6, new Random(9)), 1);
        Association initial = AlternatingOptimisation.initial(values);
        for (int i = 0; i < 6; i++) {
            int other = 1 - initial.stationOf(i);
            assertThat(values.potentialRates().rate(initial.stationOf(i), i))
                    .isGreaterThanOrEqualTo(values.potentialRates().rate(other, i));
        }
    }

    /** All associations, best first. */
    private static List<Association> ranked(SetValues values) {
        List<Association> all = new ArrayList<>();
        int stations = values.network().stations();
        Partitions.forEach(
                stations, values.network().users(), p -> all.add(Association.of(stations, p)));
        all.forEach(a -> Partitions.value(values, a.toArray()));
        all.sort(java.util.Comparator.comparingDouble(a -> -Partitions.value(values, a.toArray())));
        return all;
    }
}
