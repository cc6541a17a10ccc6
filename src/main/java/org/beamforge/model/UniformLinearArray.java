package org.beamforge.model;

/**
 * A half-wavelength uniform linear array on the x axis.
 *
 * <p>The phase is centred at the middle of the array, {@code a(phi)_m = exp(j pi (m - (M-1)/2) cos
 * phi)}, which makes a'(phi) orthogonal to a(phi).
 */
public final class UniformLinearArray {
    private UniformLinearArray() {}

    /** Steering vector a(phi) as an M x 1 matrix; norm sqrt(M). */
    public static ComplexMatrix steering(int antennas, double angleRad) {
        double[] re = new double[antennas];
        double[] im = new double[antennas];
        double step = Math.PI * Math.cos(angleRad);
        for (int m = 0; m < antennas; m++) {
            double phase = step * (m - 0.5 * (antennas - 1));
            re[m] = Math.cos(phase);
            im[m] = Math.sin(phase);
        }
        return ComplexMatrix.of(antennas, 1, re, im);
    }

    /** Derivative a'(phi) = da/dphi as an M x 1 matrix. */
    public static ComplexMatrix steeringDerivative(int antennas, double angleRad) {
        ComplexMatrix a = steering(antennas, angleRad);
        double[] re = new double[antennas];
        double[] im = new double[antennas];
        double step = -Math.PI * Math.sin(angleRad);
        for (int m = 0; m < antennas; m++) {
            double factor = step * (m - 0.5 * (antennas - 1)); // da_m = j factor a_m
            re[m] = -factor * a.im(m, 0);
            im[m] = factor * a.re(m, 0);
        }
        return ComplexMatrix.of(antennas, 1, re, im);
    }
}
