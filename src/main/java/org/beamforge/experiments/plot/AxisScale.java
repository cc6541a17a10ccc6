package org.beamforge.experiments.plot;

import java.util.List;

/** How an axis is divided. */
public enum AxisScale {
    /** Logarithmic where the values span decades, else linear. */
    AUTO,
    LINEAR,
    LOG;

    /**
     * What an axis gets.
     *
     * @param values to show
     * @param ratio of the largest to the least from which {@link #AUTO} is logarithmic
     * @return whether it is logarithmic; never automatically where a value is not positive
     */
    boolean logarithmic(List<Double> values, double ratio) {
        if (this != AUTO) {
            return this == LOG;
        }
        double least = values.stream().mapToDouble(v -> v).min().orElse(0);
        double most = values.stream().mapToDouble(v -> v).max().orElse(0);
        return least > 0 && most >= ratio * least;
    }
}
