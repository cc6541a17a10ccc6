package org.beamforge.experiments.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.beamforge.experiments.sweep.GridParameter;

/** Samples by panel, scheme and place on the x axis. */
final class Grid {
    private final GridParameter axis;
    private final List<GridParameter> others;
    private final List<String> schemes;
    private final List<Double> xs;
    private final Map<String, Map<String, Map<Double, List<Sample>>>> cells = new LinkedHashMap<>();

    private Grid(
            GridParameter axis, List<GridParameter> others, List<String> schemes, List<Double> xs) {
        this.axis = axis;
        this.others = others;
        this.schemes = schemes;
        this.xs = xs;
    }

    /**
     * The x axis is the parameter with the most values, among equals the first that was declared;
     * every combination of the others is a panel.
     *
     * @param declared parameters that the sweep was made to vary, were it over a single value;
     *     where none was and none differs, the axis is the number of users
     */
    static Grid of(List<Sample> samples, List<GridParameter> declared) {
        Map<GridParameter, TreeSet<Double>> values = new EnumMap<>(GridParameter.class);
        LinkedHashSet<String> schemes = new LinkedHashSet<>();
        for (Sample sample : samples) {
            schemes.add(sample.scheme());
            sample.point()
                    .forEach(
                            (parameter, value) ->
                                    values.computeIfAbsent(parameter, p -> new TreeSet<>())
                                            .add(value));
        }
        GridParameter axis =
                values.entrySet().stream()
                        .filter(e -> e.getValue().size() > 1 || declared.contains(e.getKey()))
                        .max(
                                Comparator.<Map.Entry<GridParameter, TreeSet<Double>>>comparingInt(
                                                e -> e.getValue().size())
                                        .thenComparing(
                                                e -> rank(e.getKey(), declared),
                                                Comparator.reverseOrder())
                                        .thenComparing(e -> e.getKey(), Comparator.reverseOrder()))
                        .map(Map.Entry::getKey)
                        .orElse(GridParameter.USERS);
        List<GridParameter> others = new ArrayList<>();
        values.forEach(
                (parameter, set) -> {
                    if (parameter != axis && set.size() > 1) {
                        others.add(parameter);
                    }
                });
        Grid grid = new Grid(axis, others, List.copyOf(schemes), List.copyOf(values.get(axis)));
        samples.forEach(grid::add);
        return grid;
    }

    private static int rank(GridParameter parameter, List<GridParameter> declared) {
        int at = declared.indexOf(parameter);
        return at < 0 ? declared.size() : at;
    }

    private void add(Sample sample) {
        String panel =
                others.stream()
                        .map(p -> p.key() + " = " + p.text(sample.point().get(p)))
                        .collect(Collectors.joining(", "));
        cells.computeIfAbsent(panel, p -> new LinkedHashMap<>())
                .computeIfAbsent(sample.scheme(), s -> new TreeMap<>())
                .computeIfAbsent(sample.point().get(axis), x -> new ArrayList<>())
                .add(sample);
    }

    GridParameter axis() {
        return axis;
    }

    List<String> schemes() {
        return schemes;
    }

    List<Double> xs() {
        return xs;
    }

    /** Values of the other varied parameters, as text; one empty text if there are none. */
    List<String> panels() {
        return List.copyOf(cells.keySet());
    }

    /** The varied parameters that are not the x axis. */
    List<GridParameter> others() {
        return others;
    }

    /** The value of one of the others in a panel. */
    double value(String panel, GridParameter parameter) {
        return cells.get(panel)
                .values()
                .iterator()
                .next()
                .values()
                .iterator()
                .next()
                .get(0)
                .point()
                .get(parameter);
    }

    /** The draws of one point, in their order. */
    List<Sample> at(String panel, String scheme, double x) {
        return cells.getOrDefault(panel, Map.of())
                .getOrDefault(scheme, Map.of())
                .getOrDefault(x, List.of());
    }

    /** Users at a point of the x axis, where the number is the same for all of its samples. */
    double users(String panel, double x) {
        return at(panel, schemes.get(0), x).get(0).point().get(GridParameter.USERS);
    }
}
