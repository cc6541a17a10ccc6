package org.beamforge.model;

/**
 * The target whose direction of arrival a base station estimates.
 *
 * @param angleRad direction phi seen from the array, rad, measured from the array axis
 * @param pathGain amplitude gain beta~ of one way, 1
 * @param rcsAmplitude alpha, the complex radar cross section amplitude, not zero
 */
public record EstimationTarget(double angleRad, double pathGain, Complex rcsAmplitude) {
    public EstimationTarget {
        Check.finite("angleRad", angleRad);
        Check.positive("pathGain", pathGain);
        Check.finite("rcsAmplitude.re", rcsAmplitude.re());
        Check.finite("rcsAmplitude.im", rcsAmplitude.im());
        Check.positive("|rcsAmplitude|^2", rcsAmplitude.abs2());
    }
}
