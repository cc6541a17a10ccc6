package org.beamforge.benchmark;

/** Least-squares line through (log size, log time): time grows as size to the exponent. */
record GrowthFit(double exponent, double factor) {
    /**
     * Fits.
     *
     * @param sizes positive, at least two different ones
     * @param times positive, one per size
     */
    static GrowthFit of(double[] sizes, double[] times) {
        int n = sizes.length;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += Math.log(sizes[i]) / n;
            meanY += Math.log(times[i]) / n;
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            double dx = Math.log(sizes[i]) - meanX;
            xx += dx * dx;
            xy += dx * (Math.log(times[i]) - meanY);
        }
        if (n < 2 || n != times.length || !(xx > 0)) {
            throw new IllegalArgumentException(
                    "%d sizes, %d times: no line".formatted(n, times.length));
        }
        double exponent = xy / xx;
        return new GrowthFit(exponent, Math.exp(meanY - exponent * meanX));
    }
}
