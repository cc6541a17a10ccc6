package org.beamforge.experiments.figure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;

/** Collects the data of a figure as named vectors, for NPZ and MAT files. */
final class FigureArrays {
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    void put(String name, double[] values) {
        arrays.put(name, values);
    }

    /** Adds KIND_OF, one value for each point. */
    void put(String kind, String of, int points, IntToDoubleFunction value) {
        double[] values = new double[points];
        Arrays.setAll(values, value);
        arrays.put(kind + "_" + name(of), values);
    }

    Map<String, double[]> all() {
        return arrays;
    }

    /** A label as the name of a variable of MATLAB or NumPy. */
    static String name(String label) {
        return label.replaceAll("[^A-Za-z0-9]", "_");
    }

    /** The same where two labels share a name: MATLAB takes 63 characters. */
    static String brief(String label) {
        return name(label.replace("+paper-rates", "+pr"));
    }

    /** A count that may not exist. */
    static double orNaN(OptionalInt count) {
        return count.isPresent() ? count.getAsInt() : Double.NaN;
    }
}
