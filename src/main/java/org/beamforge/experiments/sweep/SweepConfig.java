package org.beamforge.experiments.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.beamforge.BackendKind;
import org.beamforge.Scheme;
import org.beamforge.SolveSettings;
import org.beamforge.SolverKind;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.RandomLayout;
import org.beamforge.model.scenario.ScenarioSettings;

/**
 * A sweep (format beamforge-sweep/1): the full grid of the varied parameters, times schemes, times
 * draws. Immutable.
 *
 * @param base what is not varied; its seed is not used
 * @param vary values of each varied parameter, in the order of {@link GridParameter}
 * @param schemes the curves
 * @param draws fading draws per grid point; draw d has seed {@code seed + d} in every point and
 *     scheme, so that all compare on common random numbers
 * @param seed seed of draw 0
 * @param solver beamforming solver
 * @param backend engine
 * @param starts starting points per beamforming problem
 */
public record SweepConfig(
        ScenarioSettings base,
        Map<GridParameter, List<Double>> vary,
        List<SweepScheme> schemes,
        int draws,
        long seed,
        SolverKind solver,
        BackendKind backend,
        int starts) {
    public static final String FORMAT = "beamforge-sweep/1";

    private static final double MOST_JOBS = 5e7;

    public SweepConfig {
        Map<GridParameter, List<Double>> ordered = new EnumMap<>(GridParameter.class);
        vary.forEach((parameter, values) -> ordered.put(parameter, List.copyOf(values)));
        vary = ordered;
        schemes = List.copyOf(schemes);
        if (draws < 1) {
            throw new InvalidInputException("draws: expected at least 1, found " + draws);
        }
        if (schemes.isEmpty()) {
            throw new InvalidInputException("schemes: expected at least one, found none");
        }
        requireDistinct("schemes", schemes.stream().map(SweepScheme::label).toList());
        double jobs = (double) draws * schemes.size();
        for (Map.Entry<GridParameter, List<Double>> axis : vary.entrySet()) {
            String name = "vary." + axis.getKey().key();
            if (axis.getValue().isEmpty()) {
                throw new InvalidInputException(name + ": expected at least one value, found none");
            }
            requireDistinct(name, axis.getValue());
            jobs *= axis.getValue().size();
        }
        if (jobs > MOST_JOBS) {
            throw new InvalidInputException(
                    "sweep: expected at most %.0e jobs, found %.3g".formatted(MOST_JOBS, jobs));
        }
    }

    private static void requireDistinct(String name, List<?> values) {
        if (new LinkedHashSet<>(values).size() < values.size()) {
            throw new InvalidInputException(name + ": expected every value once, found " + values);
        }
    }

    /** The paper scenario with the default solver, nothing varied yet. */
    public static SweepConfig paper(List<SweepScheme> schemes, int draws, long seed) {
        return new SweepConfig(
                ScenarioSettings.defaults(),
                Map.of(),
                schemes,
                draws,
                seed,
                SolverKind.EXACT_FP,
                BackendKind.AUTO,
                SolveSettings.defaults().starts());
    }

    /** The same with other values of one parameter. */
    public SweepConfig varying(GridParameter parameter, List<Double> values) {
        Map<GridParameter, List<Double>> axes = new LinkedHashMap<>(vary);
        axes.put(parameter, values);
        return new SweepConfig(base, axes, schemes, draws, seed, solver, backend, starts);
    }

    /** The same with another solver and engine. */
    public SweepConfig on(SolverKind kind, BackendKind engine) {
        return new SweepConfig(base, vary, schemes, draws, seed, kind, engine, starts);
    }

    public boolean usesLlm() {
        return schemes.stream().anyMatch(s -> s.scheme() == Scheme.LLM);
    }

    /**
     * Every grid point, the last parameter fastest.
     *
     * @throws InvalidInputException if a point is no network, naming it
     */
    public List<ScenarioSettings> points() {
        List<Map<GridParameter, Double>> combinations = List.of(Map.of());
        for (Map.Entry<GridParameter, List<Double>> axis : vary.entrySet()) {
            List<Map<GridParameter, Double>> refined = new ArrayList<>();
            for (Map<GridParameter, Double> combination : combinations) {
                for (double value : axis.getValue()) {
                    Map<GridParameter, Double> more = new LinkedHashMap<>(combination);
                    more.put(axis.getKey(), value);
                    refined.add(more);
                }
            }
            combinations = refined;
        }
        return combinations.stream().map(this::point).toList();
    }

    private ScenarioSettings point(Map<GridParameter, Double> values) {
        ScenarioSettings.Builder builder = base.toBuilder();
        values.forEach((parameter, value) -> parameter.set(builder, value));
        try {
            return builder.build();
        } catch (InvalidInputException e) {
            List<String> place = new ArrayList<>();
            values.forEach((p, value) -> place.add(p.key() + " = " + p.text(value)));
            throw e.in("vary: " + String.join(", ", place));
        }
    }

    /** Draws of all points together; the unit that is given to a shard. */
    public int tasks() {
        return points().size() * draws;
    }

    /**
     * Everything that the results depend on, spelt out as a configuration of the same format; equal
     * documents mean equal results. Values are numbers, texts, lists and maps.
     */
    public Map<String, Object> canonical() {
        Map<String, Object> fixed = new LinkedHashMap<>();
        Map<String, Object> varied = new LinkedHashMap<>();
        for (GridParameter parameter : GridParameter.values()) {
            List<Double> values = vary.get(parameter);
            if (values == null) {
                fixed.put(parameter.key(), parameter.number(parameter.of(base)));
            } else {
                varied.put(parameter.key(), values.stream().map(parameter::number).toList());
            }
        }
        fixed.put("userNoiseDbm", base.userNoiseDbm());
        fixed.put("radarNoiseDbm", base.radarNoiseDbm());
        fixed.put("snapshots", base.snapshots());
        fixed.put("ricianFactorDb", base.ricianFactorDb());
        fixed.put("referenceGainDb", base.referenceGainDb());
        fixed.put("pathLossExponent", base.pathLossExponent());
        fixed.put("pathLoss", base.pathLoss().label());
        fixed.put("radarPathLossExponent", base.radarPathLossExponent());
        fixed.put("layout", base.layout() instanceof RandomLayout ? "random" : "paper");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("base", fixed);
        all.put("vary", varied);
        all.put("schemes", schemes.stream().map(SweepScheme::label).toList());
        all.put("draws", draws);
        all.put("seed", seed);
        all.put("solver", solver.label());
        all.put("backend", backend.label());
        all.put("starts", starts);
        return all;
    }
}
