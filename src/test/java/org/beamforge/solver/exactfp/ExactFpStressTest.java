package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.metrics.StationMetrics;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.CompressedProblem;
import org.beamforge.solver.Stations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 4,000 random networks of every awkward kind: M 2..16, N 1..6, gains -20..40 dB, least sensing
 * power 1e-6..0.999 of the budget. Whatever happens inside, each must end solved and feasible.
 */
class ExactFpStressTest {
    private static final int SEEDS = 500;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void everyNetworkIsSolvedAndFeasibleInAntennaSpace(Stations.Kind kind) {
        List<Stations.Station> stations = new ArrayList<>();
        List<CompressedProblem> compressed = new ArrayList<>();
        List<BeamProblem> problems = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Stations.Station station = Stations.random(kind, seed);
            CompressedProblem problem = station.compressed();
            stations.add(station);
            compressed.add(problem);
            problems.add(problem.problem());
        }
        List<BeamResult> results;
        try (ExactFpSolver solver = new ExactFpSolver(Stations.KERNELS, 2)) {
            results =
                    solver.solve(
                            problems,
                            BeamSettings.defaults(),
                            Cancellation.none(),
                            BeamListener.NONE);
        }
        int rescued = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Stations.Station station = stations.get(seed);
            BeamResult result = results.get(seed);
            String what = station.toString();
            assertThat(result.status()).as(what).isEqualTo(SolveStatus.SOLVED);
            StationMetrics metrics = station.metrics(compressed.get(seed), result);
            assertThat(metrics.maxViolation()).as(what).isLessThanOrEqualTo(1e-6);
            assertThat(metrics.powerViolation()).as(what).isLessThanOrEqualTo(1e-12);
            if (result.rateNats() > 0) {
                assertThat(metrics.rate())
                        .as(what)
                        .isCloseTo(result.rateBits(), withinPercentage(1e-8));
            }
            assertThat(result.rateNats()).as(what).isLessThanOrEqualTo(result.boundNats());
            assertThat(result.radarColumns())
                    .as(what)
                    .isLessThanOrEqualTo(station.instance().antennas());
            rescued += result.rescues() > 0 ? 1 : 0;
        }
        // Cold restarts of an inner step save long accelerated moves; they are not the rule.
        assertThat(rescued).isLessThan(SEEDS / 2);
    }

    /** The single-user values bound the others: V(S) <= mean of V({i}). */
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aSetNeverBeatsTheMeanOfItsUsersAlone(Stations.Kind kind) {
        for (int seed = 0; seed < 60; seed++) {
            Stations.Station station = Stations.random(kind, seed);
            CompressedProblem all = station.compressed();
            double mean = 0;
            int n = all.problem().users();
            for (int j = 0; j < n; j++) {
                mean += Solving.solve(all.subspace().problem(j).problem()).boundNats() / n;
            }
            assertThat(Solving.solve(all.problem()).rateNats())
                    .as(station.toString())
                    .isLessThanOrEqualTo(mean * (1 + 1e-9));
        }
    }
}
