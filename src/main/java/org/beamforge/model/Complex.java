package org.beamforge.model;

/** A complex number. */
public record Complex(double re, double im) {
    /** |z|^2. */
    public double abs2() {
        return re * re + im * im;
    }
}
