package org.beamforge.experiments.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.beamforge.Backends;
import org.beamforge.Scheme;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;

/**
 * What a sweep will cost on this machine, from draws that were really solved. Schemes that ask a
 * language model are left out: their time is the model's.
 *
 * @param points grid points
 * @param draws draws of all points together
 * @param measured draws that were solved to know this, the first one aside, which warms up
 * @param perDraw mean over the grid of the seconds of one draw with all its schemes on one core
 * @param worst the same at the most expensive point that was measured
 */
public record SweepCost(int points, int draws, int measured, double perDraw, double worst) {

    /** Seconds of the whole sweep on one core. */
    public double seconds() {
        return perDraw * draws;
    }

    /**
     * Into how many shards to split, so that each takes about a given time.
     *
     * @param target seconds per shard
     * @param cores cores of each shard
     * @param most an upper limit
     */
    public int shards(double target, int cores, int most) {
        double wanted = Math.ceil(seconds() / (target * cores));
        return (int) Math.max(1, Math.min(wanted, Math.min(most, draws)));
    }

    /**
     * Solves draws until the time is used up, at least two. Points take turns in an order that
     * spreads over the grid; those never reached count as the mean of the others.
     *
     * @param budget seconds to spend
     * @param cancellation stops early; what was measured until then counts
     * @throws InvalidInputException if every scheme asks a language model
     */
    public static SweepCost measure(SweepConfig config, double budget, Cancellation cancellation) {
        SweepConfig local = withoutLlm(config);
        try (Backends.Held engine = JobSolver.hold(local)) {
            return measureHeld(local, budget, cancellation);
        }
    }

    private static SweepCost measureHeld(
            SweepConfig local, double budget, Cancellation cancellation) {
        JobSolver solver = new JobSolver(local, Optional.empty(), Cancellation.none());
        List<ScenarioSettings> points = local.points();
        int[] order = spread(points.size());
        double[] seconds = new double[points.size()];
        int[] count = new int[points.size()];
        long began = System.nanoTime();
        solve(local, solver, points, order[0], 0); // compiles the hot loops
        int measured = 0;
        for (int draw = 0; draw < local.draws(); draw++) {
            for (int point : order) {
                if (measured > 0 && (secondsSince(began) > budget || cancellation.shouldStop())) {
                    return of(points.size(), local.tasks(), measured, seconds, count);
                }
                seconds[point] += solve(local, solver, points, point, draw);
                count[point]++;
                measured++;
            }
        }
        return of(points.size(), local.tasks(), measured, seconds, count);
    }

    private static SweepConfig withoutLlm(SweepConfig config) {
        List<SweepScheme> local =
                config.schemes().stream().filter(s -> s.scheme() != Scheme.LLM).toList();
        if (local.isEmpty()) {
            throw new InvalidInputException(
                    "schemes: llm alone cannot be measured, its time is the model's\n"
                            + "Maybe choose the number of shards yourself.");
        }
        return new SweepConfig(
                config.base(),
                config.vary(),
                local,
                config.draws(),
                config.seed(),
                config.solver(),
                config.backend(),
                config.starts());
    }

    private static SweepCost of(
            int points, int draws, int measured, double[] seconds, int[] count) {
        double sum = 0;
        double worst = 0;
        int reached = 0;
        for (int p = 0; p < points; p++) {
            if (count[p] > 0) {
                double mean = seconds[p] / count[p];
                sum += mean;
                worst = Math.max(worst, mean);
                reached++;
            }
        }
        return new SweepCost(points, draws, measured, sum / reached, worst);
    }

    /** Seconds of one draw with all its schemes, as a worker of a sweep would do it. */
    private static double solve(
            SweepConfig config,
            JobSolver solver,
            List<ScenarioSettings> points,
            int point,
            int draw) {
        long began = System.nanoTime();
        Instance instance =
                ScenarioGenerator.generate(
                        points.get(point).toBuilder().seed(config.seed() + draw).build());
        List<ResultRow> rows = new ArrayList<>();
        for (SweepScheme scheme : SweepRun.order(config)) {
            solver.solve(instance, point, draw, scheme, rows).ifPresent(rows::add);
        }
        return secondsSince(began);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) * 1e-9;
    }

    /** 0..n-1 by their bits backwards: every beginning of it is spread evenly. */
    static int[] spread(int n) {
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> Integer.reverse(i) >>> 1));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
