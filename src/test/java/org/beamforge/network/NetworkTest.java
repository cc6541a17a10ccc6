package org.beamforge.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.beamforge.Beamforge;
import org.beamforge.InfeasibleException;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.StationSolution;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.BaseStation;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.Instance;
import org.beamforge.solver.dual.SensingNeed;
import org.beamforge.testing.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets that sensing uses up, and budgets that it exceeds. */
class NetworkTest {
    private static ComplexMatrix channels(int users, int antennas, double gain, Random random) {
        double[] re = new double[users * antennas];
        double[] im = new double[users * antennas];
        for (int i = 0; i < re.length; i++) {
            re[i] = gain * random.nextGaussian();
            im[i] = gain * random.nextGaussian();
        }
        return ComplexMatrix.of(users, antennas, re, im);
    }

    /** One base station whose least sensing power is {@code fraction} of the budget. */
    private static Instance needing(double fraction, int seed) {
        Random random = new Random(seed);
        int antennas = 2 + random.nextInt(14);
        int users = 1 + random.nextInt(4);
        double gain = Math.pow(10, 2 * random.nextDouble() - 0.5);
        ComplexMatrix channels = channels(users, antennas, gain, random);
        double detection = 0.2 + 2.7 * random.nextDouble();
        // now and then both targets in one direction, or nearly so
        double estimation =
                switch (seed % 4) {
                    case 0 -> detection;
                    case 1 -> detection + 1e-3;
                    default -> 0.2 + 2.7 * random.nextDouble();
                };
        double split = Math.pow(10, -3 * random.nextDouble());
        double deltaD = 0.5 * (seed % 2 == 0 ? split : 1);
        double deltaE = 0.5 * (seed % 2 == 0 ? 1 : split);
        BaseStation trial = Networks.station(channels, deltaD, deltaE, detection, estimation);
        SensingNeed need =
                Network.of(
                                Networks.unitInstance(antennas, users, List.of(trial)),
                                false,
                                KernelProvider.best())
                        .needs()
                        .get(0);
        // The need is homogeneous; the middle of its bracket is known to 4e-7.
        double factor = fraction / (0.5 * (need.lowerBound() + need.upperBound()));
        BaseStation station =
                Networks.station(channels, deltaD * factor, deltaE * factor, detection, estimation);
        return Networks.unitInstance(antennas, users, List.of(station));
    }

    private static void requireFeasible(Instance instance, Solution solution, String what) {
        assertThat(solution.status().hasFeasiblePoint()).as(what).isTrue();
        for (StationSolution s : solution.stations()) {
            assertThat(s.powerW()).as(what).isLessThanOrEqualTo(instance.maxPowerW() * 1.000001);
            assertThat(Math.pow(10, (s.radarSnrDb() - instance.minRadarSnrDb()) / 10))
                    .as(what)
                    .isGreaterThanOrEqualTo(1 - 1e-6);
            assertThat(s.crbRad2()).as(what).isLessThanOrEqualTo(instance.maxCrbRad2() * 1.000001);
            assertThat(s.rate()).as(what).isNotNegative().isFinite();
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.99,
                0.999999,
                0.9999999,
                0.999999999,
                1,
                1.000000001,
                1.0000001,
                1.0000003,
                1.000001,
                1.00001
            })
    void budgetsUsedUpBySensingAreMetOrRefused(double fraction) {
        int solved = 0;
        for (int seed = 0; seed < 48; seed++) {
            Instance instance = needing(fraction, seed);
            String what = "fraction %s seed %d".formatted(fraction, seed);
            try {
                Solution solution = Beamforge.solve(instance, SolveSettings.defaults());
                requireFeasible(instance, solution, what);
                solved++;
            } catch (InfeasibleException e) {
                // Certified: the bound is no more than the need, which is known to 1e-6.
                assertThat(fraction).as(what).isGreaterThan(1 - 1e-6);
                assertThat(e.needs()).hasSize(1);
                assertThat(e.needs().get(0).powerRatio())
                        .as(what)
                        .isGreaterThan(1)
                        .isLessThan(fraction * (1 + 1e-6));
                assertThat(e.getMessage())
                        .contains("base station 0")
                        .contains("(27a)")
                        .contains("(27b)")
                        .contains("power budget")
                        .contains(" W of 1.00000 W");
            }
        }
        if (fraction < 1) {
            assertThat(solved).isEqualTo(48);
        }
        if (fraction > 1 + 2e-6) {
            assertThat(solved).isZero();
        }
    }

    /** Nothing to spare is not an excuse for a status that is untrue. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.99, 0.999})
    void ordinaryBudgetsAreSolved(double fraction) {
        for (int seed = 0; seed < 40; seed++) {
            Instance instance = needing(fraction, seed);
            Solution solution = Beamforge.solve(instance, SolveSettings.defaults());
            assertThat(solution.status())
                    .as("seed %d", seed)
                    .isEqualTo(org.beamforge.control.SolveStatus.SOLVED);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "3.141592653589793, 8", "1, 1"})
    void anAngleThatCannotBeEstimatedIsNamed(double angle, int antennas) {
        Random random = new Random(1);
        BaseStation good = Networks.station(channels(2, antennas, 1, random), 0.1, 0.1, 1, 1.2);
        BaseStation bad = Networks.station(channels(2, antennas, 1, random), 0.1, 0.1, 1, angle);
        Instance instance =
                Networks.unitInstance(antennas, 2, List.of(antennas == 1 ? bad : good, bad));
        try {
            Beamforge.solve(instance, SolveSettings.defaults());
            throw new AssertionError("solved");
        } catch (InfeasibleException e) {
            assertThat(e.getMessage())
                    .contains("base station 1: no power meets the CRB constraint (27b)")
                    .contains(antennas + " antennas");
            assertThat(e.needs().get(e.needs().size() - 1).powerRatio()).isInfinite();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-5, 1e-7, 1e-9})
    void nearlyEndfireNeedsAFiniteButLargePower(double angle) {
        Random random = new Random(1);
        BaseStation station = Networks.station(channels(2, 8, 1, random), 0.1, 0.1, 1, 1.2);
        Instance fixedRcs =
                Networks.unitInstance(
                        8,
                        2,
                        List.of(
                                new BaseStation(
                                        station.channels(),
                                        station.detectionTarget(),
                                        new org.beamforge.model.EstimationTarget(
                                                angle,
                                                1,
                                                station.estimationTarget().rcsAmplitude()))));
        try {
            Beamforge.solve(fixedRcs, SolveSettings.defaults());
            throw new AssertionError("solved");
        } catch (InfeasibleException e) {
            assertThat(e.needs().get(0).powerRatio()).isFinite().isGreaterThan(1e6);
        }
    }
}
