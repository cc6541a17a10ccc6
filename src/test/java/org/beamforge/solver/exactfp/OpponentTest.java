package org.beamforge.solver.exactfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.DirectOracle;
import org.beamforge.solver.Stations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Multi-start exact-fp against a general-purpose multi-start optimiser of the true problem. */
class OpponentTest {
    static IntStream seeds() {
        return IntStream.range(0, 120);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isNeverBeaten(int seed) {
        Stations.Station station = Stations.random(Stations.Kind.GENERIC, seed, 1 + seed % 4);
        BeamProblem problem = station.compressed().problem();
        BeamResult result = Solving.solve(problem, BeamSettings.defaults().withStarts(8));
        double opponent = new DirectOracle(problem, 2).best(20, seed, 1e-7);
        assertThat(opponent).as(station.toString()).isPositive();
        assertThat(result.rateNats())
                .as(station.toString())
                .isGreaterThanOrEqualTo(opponent * (1 - 1e-4));
    }

    @Test
    void moreStartsAreNeverWorse() {
        for (int seed = 0; seed < 60; seed++) {
            BeamProblem problem =
                    Stations.random(Stations.Kind.GENERIC, seed).compressed().problem();
            double before = 0;
            for (int starts : new int[] {1, 3, 8}) {
                double rate =
                        Solving.solve(problem, BeamSettings.defaults().withStarts(starts))
                                .rateNats();
                assertThat(rate)
                        .as("seed %d, %d starts", seed, starts)
                        .isGreaterThanOrEqualTo(before);
                before = rate;
            }
        }
    }

    /** With tight sensing the best point serves one user nearly alone; starts have to find it. */
    @Test
    void aTightBudgetForOneUserIsFound() {
        BeamProblem problem = Stations.random(Stations.Kind.GENERIC, 179, 4).compressed().problem();
        assertThat(Solving.solve(problem, BeamSettings.defaults().withStarts(8)).rateNats())
                .isGreaterThan(1.99405);
    }

    /** The opponent is only as good as its gradient. */
    @Test
    void theOpponentsGradientIsRight() {
        BeamProblem problem = Stations.random(Stations.Kind.GENERIC, 5, 3).compressed().problem();
        DirectOracle oracle = new DirectOracle(problem, 2);
        oracle.weigh(0.3, 0.2, 7);
        Random random = new Random(1);
        double[] x = random.doubles(oracle.variables(), -1, 1).toArray();
        double[] gradient = new double[x.length];
        oracle.value(x, gradient);
        for (int i = 0; i < x.length; i++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double slope = (oracle.value(up, null) - oracle.value(down, null)) / 2e-6;
            assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
        }
    }
}
