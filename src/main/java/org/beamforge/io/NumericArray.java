package org.beamforge.io;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A named array of an NPZ or MAT file.
 *
 * @param shape any number of dimensions; none for a scalar
 * @param re real parts, last index fastest
 * @param im imaginary parts, or null for real numbers
 * @param whole whether an NPZ file should hold it as integers
 */
record NumericArray(int[] shape, double[] re, double @Nullable [] im, boolean whole) {
    static NumericArray real(double[] values, int... shape) {
        return new NumericArray(shape, values, null, false);
    }

    static NumericArray complex(double[] re, double[] im, int... shape) {
        return new NumericArray(shape, re, im, false);
    }

    static NumericArray integers(double[] values, int... shape) {
        return new NumericArray(shape, values, null, true);
    }

    /** Turns values whose first index runs fastest (Fortran, MATLAB) into the order used here. */
    static double[] fromColumnMajor(double[] values, int[] shape) {
        double[] result = new double[values.length];
        int[] index = new int[shape.length];
        int[] stride = strides(shape);
        int target = 0;
        for (double value : values) {
            result[target] = value;
            for (int d = 0; d < shape.length; d++) {
                target += stride[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                target -= stride[d] * shape[d];
                index[d] = 0;
            }
        }
        return result;
    }

    /** The inverse of {@link #fromColumnMajor}. */
    static double[] toColumnMajor(double[] values, int[] shape) {
        int[] reversed = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            reversed[d] = shape[shape.length - 1 - d];
        }
        return fromColumnMajor(values, reversed);
    }

    private static int[] strides(int[] shape) {
        int[] stride = new int[shape.length];
        int step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            stride[d] = step;
            step *= shape[d];
        }
        return stride;
    }

    /** For messages: "3 x 4", "a single number". */
    String shapeText() {
        return shapeText(shape);
    }

    static String shapeText(int[] shape) {
        return switch (shape.length) {
            case 0 -> "a single number";
            case 1 -> shape[0] + " numbers";
            default ->
                    Arrays.stream(shape)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(" x "));
        };
    }
}
