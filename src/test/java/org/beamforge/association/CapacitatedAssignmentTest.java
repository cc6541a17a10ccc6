package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.beamforge.association.CapacitatedAssignment.Outcome;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacitatedAssignmentTest {
    private static final int PROBLEMS = 200;

    /** A random problem with negative weights, ties, forbidden and fixed pairs. */
    private record Problem(double[][] weights, int[] capacities, int[] fixed) {
        static Problem random(Random random, int stations, int users, boolean restricted) {
            double[][] w = new double[stations][users];
            boolean ties = random.nextBoolean();
            for (double[] row : w) {
                for (int i = 0; i < users; i++) {
                    row[i] = ties ? random.nextInt(4) - 2 : 20 * random.nextDouble() - 10;
                    if (restricted && random.nextInt(4) == 0) {
                        row[i] = Double.NEGATIVE_INFINITY;
                    }
                }
            }
            int[] capacities = new int[stations];
            int[] fixed = new int[users];
            for (int i = 0; i < users; i++) {
                capacities[random.nextInt(stations)]++;
                fixed[i] = CapacitatedAssignment.FREE;
                if (restricted && random.nextInt(5) == 0) {
                    fixed[i] = random.nextInt(stations);
                }
            }
            return new Problem(w, capacities, fixed);
        }

        boolean allowed(int k, int i) {
            return fixed[i] == CapacitatedAssignment.FREE || fixed[i] == k;
        }

        double value(int[] stationOf) {
            double sum = 0;
            for (int i = 0; i < stationOf.length; i++) {
                sum +=
                        allowed(stationOf[i], i)
                                ? weights[stationOf[i]][i]
                                : Double.NEGATIVE_INFINITY;
            }
            return sum;
        }

        double optimum() {
            double[] most = {Double.NEGATIVE_INFINITY};
            RandomRates.forEachVector(
                    weights.length,
                    fixed.length,
                    a -> {
                        if (Arrays.equals(RandomRates.loads(weights.length, a), capacities)) {
                            most[0] = Math.max(most[0], value(a));
                        }
                    });
            return most[0];
        }

        /**
         * The dual objective at the potentials: an upper bound on the optimum, whatever they are.
         */
        double dual(CapacitatedAssignment solved) {
            double dual = 0;
            for (int k = 0; k < weights.length; k++) {
                dual += capacities[k] * solved.potential(k);
            }
            for (int i = 0; i < fixed.length; i++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < weights.length; k++) {
                    if (allowed(k, i)) {
                        most = Math.max(most, weights[k][i] - solved.potential(k));
                    }
                }
                dual += most;
                assertThat(solved.userPotential(i)).isCloseTo(most, within(1e-10));
            }
            return dual;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void agreesWithBruteForceAndCertifiesItself(int stations) {
        for (int seed = 0; seed < PROBLEMS; seed++) {
            Random random = new Random(seed);
            int users = random.nextInt(8);
            // One object for two problems: nothing may be left over from the first.
            CapacitatedAssignment assignment = new CapacitatedAssignment(stations, users);
            for (boolean restricted : new boolean[] {true, false}) {
                Problem problem = Problem.random(random, stations, users, restricted);
                double optimum = problem.optimum();
                Outcome outcome =
                        assignment.solve(
                                problem.weights(),
                                problem.capacities(),
                                problem.fixed(),
                                Double.NEGATIVE_INFINITY);
                String place = "stations " + stations + ", seed " + seed + ", " + restricted;
                if (optimum == Double.NEGATIVE_INFINITY) {
                    assertThat(outcome).as(place).isEqualTo(Outcome.INFEASIBLE);
                    assertThatThrownBy(assignment::value).isInstanceOf(IllegalStateException.class);
                    continue;
                }
                assertThat(outcome).as(place).isEqualTo(Outcome.OPTIMAL);
                int[] stationOf = new int[users];
                assignment.copyTo(stationOf);
                assertThat(RandomRates.loads(stations, stationOf))
                        .as(place)
                        .isEqualTo(problem.capacities());
                assertThat(assignment.value()).as(place).isCloseTo(optimum, within(1e-10));
                assertThat(problem.value(stationOf)).as(place).isCloseTo(optimum, within(1e-10));
                assertThat(problem.dual(assignment)).as(place).isCloseTo(optimum, within(1e-10));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void potentialsProveLargeProblemsOptimal(int seed) {
        Random random = new Random(seed);
        int stations = 2 + random.nextInt(7);
        int users = 100 + random.nextInt(200);
        Problem problem = Problem.random(random, stations, users, false);
        CapacitatedAssignment assignment = new CapacitatedAssignment(stations, users);
        assertThat(assignment.solve(problem.weights(), problem.capacities()))
                .as("seed %d", seed)
                .isEqualTo(Outcome.OPTIMAL);
        assertThat(problem.dual(assignment))
                .as("seed %d", seed)
                .isCloseTo(assignment.value(), within(1e-8));
    }

    @Test
    void cutoffSeparatesWhatIsBetterFromWhatIsNot() {
        int cut = 0;
        for (int seed = 0; seed < PROBLEMS; seed++) {
            Problem problem = Problem.random(new Random(seed), 3, 12, false);
            CapacitatedAssignment assignment = new CapacitatedAssignment(3, 12);
            assignment.solve(problem.weights(), problem.capacities());
            double optimum = assignment.value();
            for (double margin : new double[] {-5, -1e-6, 1e-6, 5}) {
                Outcome outcome =
                        assignment.solve(
                                problem.weights(),
                                problem.capacities(),
                                problem.fixed(),
                                optimum + margin);
                assertThat(outcome)
                        .as("seed %d, margin %s", seed, margin)
                        .isEqualTo(margin > 0 ? Outcome.BELOW_CUTOFF : Outcome.OPTIMAL);
                cut += outcome == Outcome.BELOW_CUTOFF ? 1 : 0;
            }
        }
        assertThat(cut).isEqualTo(2 * PROBLEMS);
    }

    @Test
    void meansAreWeightsDividedByCounts() {
        Random random = new Random(5);
        Problem problem = Problem.random(random, 3, 9, false);
        int[] counts = {2, 0, 7};
        double[][] weights = new double[3][9];
        for (int i = 0; i < 9; i++) {
            weights[0][i] = problem.weights()[0][i] / 2;
            weights[1][i] = problem.weights()[1][i];
            weights[2][i] = problem.weights()[2][i] / 7;
        }
        CapacitatedAssignment assignment = new CapacitatedAssignment(3, 9);
        assignment.solve(weights, counts);
        double expected = assignment.value();
        assignment.solveMeans(problem.weights(), counts, null, Double.NEGATIVE_INFINITY);
        assertThat(assignment.value()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Problem problem = Problem.random(new Random(1), 4, 30, false);
        CapacitatedAssignment assignment = new CapacitatedAssignment(4, 30);
        assignment.solve(problem.weights(), problem.capacities());
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int run = 0; run < 1000; run++) {
            assignment.solve(problem.weights(), problem.capacities());
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void namesWhatIsWrong() {
        CapacitatedAssignment assignment = new CapacitatedAssignment(2, 2);
        double[][] w = {{1, 2}, {3, 4}};
        assertThatThrownBy(() -> assignment.solve(w, new int[] {1, 2}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("capacities: expected the sum 2 (users), found 3");
        assertThatThrownBy(() -> assignment.solve(w, new int[] {3, -1}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("capacities[1]: expected at least 0, found -1");
        assertThatThrownBy(
                        () ->
                                assignment.solve(
                                        new double[][] {{1, 2}, {3, Double.NaN}}, new int[] {1, 1}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("weights[1][1]: expected a number or -Infinity, found NaN");
        assertThatThrownBy(() -> assignment.solve(w, new int[] {1, 1}, new int[] {0, 2}, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("fixed[1]: expected a station 0..1 or -1, found 2");
    }
}
