package org.beamforge.experiments.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.scenario.ScenarioSettings;

/**
 * What a sweep came to, in numbers that a mean would hide.
 *
 * @param jobs results in all
 * @param statuses results by status
 * @param infeasible infeasible draws by grid point, only points that have some
 * @param fallbacks for each scheme of a language model at each grid point, the draws where another
 *     association stood in, zeros included
 * @param joint results of the joint optimum that have a bound
 * @param open those whose search did not close
 * @param corrected those that took over another scheme's association
 * @param largestGap the largest proven relative gap among them, 0 if there are none
 */
public record SweepSummary(
        int jobs,
        Map<SolveStatus, Integer> statuses,
        Map<String, Integer> infeasible,
        List<Fallbacks> fallbacks,
        int joint,
        int open,
        int corrected,
        double largestGap) {

    /**
     * How often a fallback stood in for a language model.
     *
     * @param scheme label of the scheme
     * @param point the grid point, in words
     * @param used draws where it did, in at least one step
     * @param draws draws with an association of this scheme
     */
    public record Fallbacks(String scheme, String point, int used, int draws) {}

    static SweepSummary of(SweepResults results) {
        Map<SolveStatus, Integer> statuses = new EnumMap<>(SolveStatus.class);
        Map<Integer, Set<Integer>> draws = new LinkedHashMap<>();
        int joint = 0;
        int open = 0;
        int corrected = 0;
        double largestGap = 0;
        for (ResultRow row : results.rows()) {
            statuses.merge(row.status(), 1, Integer::sum);
            if (!row.feasible()) {
                draws.computeIfAbsent(row.point(), p -> new LinkedHashSet<>()).add(row.draw());
            }
            if (!Double.isNaN(row.upperBound())) {
                joint++;
                open += row.closed() ? 0 : 1;
                corrected += row.corrected() ? 1 : 0;
                largestGap = Math.max(largestGap, row.gap());
            }
        }
        Map<String, Integer> infeasible = new LinkedHashMap<>();
        draws.forEach((point, set) -> infeasible.put(name(results, point), set.size()));
        return new SweepSummary(
                results.rows().size(),
                statuses,
                infeasible,
                fallbacks(results),
                joint,
                open,
                corrected,
                largestGap);
    }

    private static List<Fallbacks> fallbacks(SweepResults results) {
        List<Fallbacks> all = new ArrayList<>();
        for (SweepScheme scheme : results.config().schemes()) {
            for (int point = 0; point < results.points().size(); point++) {
                List<Boolean> used =
                        results.rows(point, scheme.label()).stream()
                                .flatMap(row -> row.fallback().stream())
                                .toList();
                if (!used.isEmpty()) {
                    all.add(
                            new Fallbacks(
                                    scheme.label(),
                                    name(results, point),
                                    (int) used.stream().filter(u -> u).count(),
                                    used.size()));
                }
            }
        }
        return all;
    }

    private static String name(SweepResults results, int point) {
        ScenarioSettings settings = results.points().get(point);
        String values =
                results.config().vary().keySet().stream()
                        .map(p -> p.key() + " = " + p.text(p.of(settings)))
                        .collect(Collectors.joining(", "));
        return values.isEmpty() ? "the only point" : values;
    }

    /** Lines to print. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%d jobs: %s"
                        .formatted(
                                jobs,
                                statuses.entrySet().stream()
                                        .map(
                                                e ->
                                                        e.getValue()
                                                                + " "
                                                                + e.getKey()
                                                                        .name()
                                                                        .toLowerCase(Locale.ROOT)
                                                                        .replace('_', ' '))
                                        .collect(Collectors.joining(", "))));
        infeasible.forEach(
                (point, draws) ->
                        lines.add(
                                "infeasible draws at %s: %d, left out of every mean"
                                        .formatted(point, draws)));
        if (!fallbacks.isEmpty() && fallbacks.stream().allMatch(f -> f.used() == 0)) {
            lines.add("no fallback stood in for the LLM on any draw");
        }
        fallbacks.stream()
                .filter(f -> f.used() > 0)
                .forEach(
                        f ->
                                lines.add(
                                        "fallback stood in for %s at %s: %d of %d draws"
                                                .formatted(
                                                        f.scheme(),
                                                        f.point(),
                                                        f.used(),
                                                        f.draws())));
        if (joint > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "joint optimum: search closed on %d of %d draws, largest proven gap"
                                    + " %.3g %%, corrected by another scheme %d times",
                            joint - open,
                            joint,
                            100 * largestGap,
                            corrected));
        }
        return lines;
    }
}
