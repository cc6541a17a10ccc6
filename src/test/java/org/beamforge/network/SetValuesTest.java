package org.beamforge.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.metrics.LinkMetrics;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Instance;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.testing.Networks;
import org.beamforge.testing.Networks.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SetValuesTest {
    /** Answers with the rates and statuses it is given, in this order. */
    private static final class Scripted implements BeamformingSolver {
        private final List<BeamResult> answers = new ArrayList<>();
        private final List<Integer> starts = new ArrayList<>();
        private int problems;

        Scripted then(SolveStatus status, double nats) {
            answers.add(
                    new BeamResult(
                            status,
                            nats,
                            Double.POSITIVE_INFINITY,
                            SplitComplex.allocate(0),
                            SplitComplex.allocate(0),
                            0,
                            1,
                            1,
                            0,
                            0));
            return this;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String engine() {
            return "none";
        }

        @Override
        public List<BeamResult> solve(
                List<BeamProblem> batch,
                BeamSettings settings,
                Cancellation cancellation,
                BeamListener listener) {
            List<BeamResult> results = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                listener.iteration(i, 1, 0, 0, 0, 0, 0, false);
                starts.add(settings.starts());
                results.add(answers.get(problems++));
            }
            return results;
        }

        @Override
        public void close() {}
    }

    private static SetValues over(Scripted solver) {
        Instance instance = Networks.of(Kind.DENSE, 2, 4, 3, new Random(1));
        return new SetValues(
                Network.of(instance, false, KernelProvider.best()),
                solver,
                new BeamSettings(1e-6, 3, 600, 1),
                Cancellation.none());
    }

    @Test
    void aValueIsComputedOnceAndAgainOnlyForMoreStarts() {
        Scripted solver =
                new Scripted()
                        .then(SolveStatus.SOLVED, 1)
                        .then(SolveStatus.SOLVED, 2)
                        .then(SolveStatus.SOLVED, 1.5);
        SetValues values = over(solver);
        UserSet pair = new UserSet(0, 1, 2);
        values.evaluate(List.of(pair, new UserSet(0, 1, 2)));
        assertThat(values.of(pair).result().rateNats()).isEqualTo(1);
        values.evaluate(List.of(pair), 2, BeamListener.NONE);
        assertThat(solver.starts).containsExactly(3);
        values.evaluate(List.of(pair), 8, BeamListener.NONE);
        assertThat(values.of(pair).result().rateNats()).isEqualTo(2);
        assertThat(values.of(pair).starts()).isEqualTo(8);
        values.evaluate(List.of(pair), 9, BeamListener.NONE); // worse: the old one stays
        assertThat(values.of(pair).result().rateNats()).isEqualTo(2);
        assertThat(values.of(pair).starts()).isEqualTo(9);
        assertThat(solver.starts).containsExactly(3, 8, 9);
        assertThat(values.multiUserSolves()).isEqualTo(1);
        assertThat(values.iterations()).isEqualTo(3);
    }

    @Test
    void singleUsersAreGlobalOptimaAndNeverComputedAgain() {
        Scripted solver = new Scripted().then(SolveStatus.SOLVED, 1);
        SetValues values = over(solver);
        values.evaluate(List.of(new UserSet(1, 3)));
        values.evaluate(List.of(new UserSet(1, 3)), 64, BeamListener.NONE);
        assertThat(solver.starts).hasSize(1);
        assertThat(values.multiUserSolves()).isZero();
    }

    @Test
    void aConvergedPointIsKeptUnlessTheGainIsReal() {
        Scripted solver =
                new Scripted()
                        .then(SolveStatus.SOLVED, 1)
                        .then(SolveStatus.STALLED, 1 + 5e-7)
                        .then(SolveStatus.STALLED, 1.1)
                        .then(SolveStatus.SOLVED, 1.1 + 1e-9);
        SetValues values = over(solver);
        UserSet pair = new UserSet(0, 0, 3);
        values.evaluate(List.of(pair));
        values.evaluate(List.of(pair), 4, BeamListener.NONE);
        assertThat(values.of(pair).result().status()).isEqualTo(SolveStatus.SOLVED);
        values.evaluate(List.of(pair), 5, BeamListener.NONE);
        assertThat(values.of(pair).result().status()).isEqualTo(SolveStatus.STALLED);
        values.evaluate(List.of(pair), 6, BeamListener.NONE);
        assertThat(values.of(pair).result().status()).isEqualTo(SolveStatus.SOLVED);
    }

    @Test
    void aCancelledUpgradeDoesNotCountAsOne() {
        Scripted solver =
                new Scripted()
                        .then(SolveStatus.SOLVED, 1)
                        .then(SolveStatus.CANCELLED, 0.5)
                        .then(SolveStatus.SOLVED, 1.2);
        SetValues values = over(solver);
        UserSet pair = new UserSet(0, 0, 3);
        values.evaluate(List.of(pair));
        values.evaluate(List.of(pair), 8, BeamListener.NONE);
        assertThat(values.of(pair).result().rateNats()).isEqualTo(1);
        assertThat(values.of(pair).starts()).isEqualTo(3);
        values.evaluate(List.of(pair), 8, BeamListener.NONE);
        assertThat(values.of(pair).result().rateNats()).isEqualTo(1.2);
    }

    @Test
    void listenersAreToldThePositionInWhatWasAsked() {
        Scripted solver = new Scripted();
        for (int i = 0; i < 3; i++) {
            solver.then(SolveStatus.SOLVED, 1);
        }
        SetValues values = over(solver);
        values.evaluate(List.of(new UserSet(1, 0)));
        TreeSet<Integer> told = new TreeSet<>();
        values.evaluate(
                List.of(new UserSet(0, 1, 2), new UserSet(1, 0), new UserSet(1, 3)),
                3,
                (problem, iteration, nats, primal, dual, violation, rho, adapted) ->
                        told.add(problem));
        assertThat(told).containsExactly(0, 2);
    }

    /** A larger set takes over the beams of a part of it that reaches more in total. */
    @Test
    void aSetBorrowsTheBeamsOfItsParts() {
        Scripted solver =
                new Scripted()
                        .then(SolveStatus.SOLVED, 1) // {0, 1, 2}: total 3
                        .then(SolveStatus.SOLVED, 2.4) // {0, 2}: total 4.8
                        .then(SolveStatus.SOLVED, 0.1); // {0, 1}: nothing to lend
        SetValues values = over(solver);
        UserSet all = new UserSet(0, 0, 1, 2);
        values.evaluate(List.of(all));
        values.evaluate(List.of(new UserSet(0, 0, 2)));
        assertThat(values.of(all).result().rateNats()).isCloseTo(1.6, within(1e-12));
        assertThat(values.of(all).total())
                .isCloseTo(values.of(new UserSet(0, 0, 2)).total(), within(1e-12));
        values.evaluate(List.of(new UserSet(0, 0, 1)));
        assertThat(values.of(new UserSet(0, 0, 1)).result().rateNats()).isEqualTo(0.1);
    }

    /** Borrowed beams do not make a set solved whose own solve was stopped early. */
    @ParameterizedTest
    @EnumSource(
            value = SolveStatus.class,
            names = {"CANCELLED", "TIME_LIMIT"})
    void aSetThatWasStoppedStaysSoWithBorrowedBeams(SolveStatus stopped) {
        Scripted solver = new Scripted().then(stopped, 1).then(SolveStatus.SOLVED, 2.4);
        SetValues values = over(solver);
        UserSet all = new UserSet(0, 0, 1, 2);
        values.evaluate(List.of(all));
        values.evaluate(List.of(new UserSet(0, 0, 2)));
        assertThat(values.of(all).result().rateNats()).isCloseTo(1.6, within(1e-12));
        assertThat(values.of(all).result().status()).isEqualTo(stopped);
        assertThat(values.solvedMultiUser())
                .extracting(SetValue::set)
                .containsExactly(new UserSet(0, 0, 2));
    }

    /** What a value says, its beams reach, borrowed or not, in the units of the instance. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyValueIsReachedByItsBeams(Kind kind) {
        int stations = kind == Kind.ONE_STATION ? 1 : 2;
        Instance instance = Networks.of(kind, stations, 5, 6, new Random(3));
        SetValues values = Networks.values(instance, 1);
        values.evaluateSingles();
        for (int k = 0; k < stations; k++) {
            for (int mask = 1; mask < 32; mask++) {
                int m = mask;
                int[] users =
                        java.util.stream.IntStream.range(0, 5)
                                .filter(i -> (m >> i & 1) == 1)
                                .toArray();
                SetValue value = values.of(new UserSet(k, users));
                Beamformer beams = value.problem().expand(value.result(), instance.maxPowerW());
                double[] sinr =
                        LinkMetrics.sinr(
                                instance.baseStations().get(k).channels(),
                                beams,
                                instance.userNoisePowerW());
                double sum = 0;
                for (int i : users) {
                    sum += LinkMetrics.spectralEfficiency(sinr[i]);
                }
                assertThat(value.rate())
                        .as("%s %s", kind, value.set())
                        .isCloseTo(sum / users.length, within(1e-8 + 1e-8 * sum));
                assertThat(value.total())
                        .isGreaterThanOrEqualTo(
                                (1 - 2e-6)
                                        * java.util.Arrays.stream(users)
                                                .mapToDouble(
                                                        i ->
                                                                values.of(
                                                                                new UserSet(
                                                                                        value.set()
                                                                                                .station(),
                                                                                        i))
                                                                        .rate())
                                                .max()
                                                .orElseThrow());
            }
        }
    }

    @Test
    void subsetsOfOneStationOnly() {
        UserSet set = new UserSet(1, 1, 3, 4);
        assertThat(new UserSet(1, 1, 4).isWithin(set)).isTrue();
        assertThat(new UserSet(1, 3).isWithin(set)).isTrue();
        assertThat(new UserSet(1, 2, 3).isWithin(set)).isFalse();
        assertThat(new UserSet(0, 1, 4).isWithin(set)).isFalse();
        assertThat(set.isWithin(set)).isFalse();
        assertThat(new UserSet(1, 1, 3, 4, 5).isWithin(set)).isFalse();
        assertThat(set)
                .isEqualTo(new UserSet(1, 1, 3, 4))
                .hasSameHashCodeAs(new UserSet(1, 1, 3, 4));
    }
}
