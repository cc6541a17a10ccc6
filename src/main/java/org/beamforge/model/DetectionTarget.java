package org.beamforge.model;

/**
 * The target a base station watches for detection.
 *
 * @param angleRad direction phi seen from the array, rad, measured from the array axis
 * @param pathGain amplitude gain beta~ of one way, 1
 * @param rcsPower sigma_t^2, mean radar cross section times processing gain, 1
 */
public record DetectionTarget(double angleRad, double pathGain, double rcsPower) {
    public DetectionTarget {
        Check.finite("angleRad", angleRad);
        Check.positive("pathGain", pathGain);
        Check.positive("rcsPower", rcsPower);
    }
}
