package org.beamforge.io;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.model.ComplexMatrix;

/** A solution as the named arrays of an NPZ or MAT file. */
final class SolutionArrays {
    private SolutionArrays() {}

    static Map<String, NumericArray> of(Solution solution) {
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        int[] association = solution.association().toArray();
        arrays.put(
                "association",
                NumericArray.integers(
                        Arrays.stream(association).asDoubleStream().toArray(), association.length));
        arrays.put("sum_rate", NumericArray.real(new double[] {solution.sumRate()}));
        arrays.put("iterations", NumericArray.integers(new double[] {solution.iterations()}));
        arrays.put("seconds", NumericArray.real(new double[] {solution.seconds()}));
        arrays.put("rate", perStation(solution, StationSolution::rate));
        arrays.put("radar_snr_db", perStation(solution, StationSolution::radarSnrDb));
        arrays.put(
                "detection_probability",
                perStation(solution, StationSolution::detectionProbability));
        arrays.put("crb", perStation(solution, StationSolution::crbRad2));
        arrays.put("power", perStation(solution, StationSolution::powerW));
        ComplexMatrix[] communication =
                solution.stations().stream()
                        .map(s -> s.beamformer().communication())
                        .toArray(ComplexMatrix[]::new);
        ComplexMatrix[] radar =
                solution.stations().stream()
                        .map(s -> s.beamformer().radar())
                        .toArray(ComplexMatrix[]::new);
        arrays.put("W_c", stack(communication));
        arrays.put("W_r", stack(radar));
        arrays.put(
                "radar_columns",
                NumericArray.integers(
                        Arrays.stream(radar).mapToDouble(ComplexMatrix::cols).toArray(),
                        radar.length));
        return arrays;
    }

    static Map<String, String> texts(Solution solution) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("status", solution.status().name());
        texts.put("scheme", solution.scheme());
        texts.put("solver", solution.solver());
        texts.put("backend", solution.backend());
        return texts;
    }

    private static NumericArray perStation(
            Solution solution, ToDoubleFunction<StationSolution> figure) {
        return NumericArray.real(
                solution.stations().stream().mapToDouble(figure).toArray(),
                solution.stations().size());
    }

    /** [K, M, columns], as many columns as the widest has; the others get zero beams. */
    private static NumericArray stack(ComplexMatrix[] matrices) {
        int rows = Arrays.stream(matrices).mapToInt(ComplexMatrix::rows).max().orElse(0);
        int cols = Arrays.stream(matrices).mapToInt(ComplexMatrix::cols).max().orElse(0);
        double[] re = new double[matrices.length * rows * cols];
        double[] im = new double[re.length];
        for (int k = 0; k < matrices.length; k++) {
            ComplexMatrix w = matrices[k];
            for (int row = 0; row < w.rows(); row++) {
                int target = (k * rows + row) * cols;
                System.arraycopy(w.re(), row * w.cols(), re, target, w.cols());
                System.arraycopy(w.im(), row * w.cols(), im, target, w.cols());
            }
        }
        return NumericArray.complex(re, im, matrices.length, rows, cols);
    }
}
