package org.beamforge.model.scenario;

/** What the large-scale gain beta of channel (4) multiplies. */
public enum PathLoss {
    /** beta = beta_0 d^-n is an amplitude gain, as (4) prints it; the paper's rates agree. */
    AMPLITUDE("amplitude"),
    /** beta = beta_0 d^-n is a power gain; the amplitude is its square root. */
    POWER("power");

    private final String label;

    PathLoss(String label) {
        this.label = label;
    }

    /** The name used on the command line and in files. */
    public String label() {
        return label;
    }

    /**
     * The amplitude gain beta in front of the small-scale fading.
     *
     * @param referenceGain beta_0, gain at 1 m as a plain number (-30 dB is 1e-3)
     * @param exponent n
     * @param distanceM d, m
     */
    public double amplitude(double referenceGain, double exponent, double distanceM) {
        double gain = referenceGain * StrictMath.pow(distanceM, -exponent);
        return this == AMPLITUDE ? gain : Math.sqrt(gain);
    }
}
