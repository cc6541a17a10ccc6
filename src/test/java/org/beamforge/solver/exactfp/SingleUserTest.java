package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.SemidefiniteOracle;
import org.beamforge.solver.Stations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With one user the result is the global optimum, and a bound says so. */
class SingleUserTest {
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void equalsTheSemidefiniteRelaxation(Stations.Kind kind) {
        for (int seed = 0; seed < 60; seed++) {
            Stations.Station station = Stations.random(kind, seed, 1);
            BeamProblem problem = station.compressed().problem();
            double gain = Solving.gain(problem, 0);
            BeamResult result = Solving.solve(problem);
            if (gain == 0) {
                assertThat(result.rateNats()).isZero();
                continue;
            }
            SemidefiniteOracle oracle = SemidefiniteOracle.receivedPower(problem);
            oracle.solve(1e-8);
            double optimum = Math.log1p(-gain * oracle.primal());
            // At 0.999 of the budget rounding of the barrier shows: a few 1e-5.
            double percent = station.fraction() <= 0.9 ? 1e-3 : 1e-2;
            assertThat(result.rateNats())
                    .as(station.toString())
                    .isCloseTo(optimum, withinPercentage(percent));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theBoundIsTightAndNeverCrossed(Stations.Kind kind) {
        for (int seed = 0; seed < 500; seed++) {
            Stations.Station station = Stations.random(kind, seed, 1);
            BeamResult result = Solving.solve(station.compressed().problem());
            double gap = result.boundNats() - result.rateNats();
            double allowed = station.fraction() <= 0.9 ? 1e-5 : 1e-4;
            assertThat(result.status()).as(station.toString()).isEqualTo(SolveStatus.SOLVED);
            assertThat(gap).as(station.toString()).isBetween(0.0, allowed * result.boundNats());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withoutSensingDutyAllPowerGoesToTheUser(long seed) {
        Random random = new Random(seed);
        Stations.Station station = Stations.random(Stations.Kind.GENERIC, seed, 1, 6, 1e-6, random);
        BeamProblem problem = station.compressed().problem();
        double optimum = Math.log1p(Solving.gain(problem, 0));
        BeamResult result = Solving.solve(problem);
        assertThat(result.rateNats()).isLessThanOrEqualTo(optimum);
        // Sensing costs at most its least power, 1e-6 of the budget, and the barrier as much.
        assertThat(result.rateNats()).isCloseTo(optimum, withinPercentage(1e-3));
    }

    /** d = g and h orthogonal to g and e: the user gets what sensing leaves, 1 - max(deltas). */
    @ParameterizedTest(name = "fraction {0}")
    @ValueSource(doubles = {1e-5, 0.1, 0.5, 0.9, 0.99})
    void anOrthogonalUserGetsWhatSensingLeaves(double fraction) {
        double angle = Math.acos(0); // broadside: g is constant, e is odd
        ComplexMatrix h = ComplexMatrix.zeros(1, 4);
        double[] even = {1, -1, -1, 1}; // orthogonal to both
        for (int i = 0; i < 4; i++) {
            h.re()[i] = 3 * even[i];
        }
        Stations.Station station =
                Stations.station(
                        Stations.Kind.COINCIDING_TARGETS,
                        0,
                        fraction,
                        h,
                        new double[] {angle, angle},
                        0.8);
        BeamResult result = Solving.solve(station.compressed().problem());
        double optimum = Math.log1p(36 * (1 - fraction));
        assertThat(result.rateNats()).isCloseTo(optimum, withinPercentage(2e-3));
    }
}
