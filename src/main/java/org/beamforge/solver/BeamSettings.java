package org.beamforge.solver;

/**
 * How hard to try on one beamforming problem.
 *
 * @param tolerance relative accuracy of the objective, 1e-9..1e-2; default 1e-6
 * @param starts starting points, >= 1: selected users, all users evenly, the strongest user,
 *     regularised zero-forcing, each further user, then random ones; the best counts; default 3
 * @param maxIterations outer iterations per start; default 600
 * @param seed seed of the random starting points
 */
public record BeamSettings(double tolerance, int starts, int maxIterations, long seed) {
    public BeamSettings {
        if (!(tolerance >= 1e-9 && tolerance <= 1e-2) || starts < 1 || maxIterations < 1) {
            throw new IllegalArgumentException(
                    "tolerance %s, starts %d, maxIterations %d"
                            .formatted(tolerance, starts, maxIterations));
        }
    }

    public static BeamSettings defaults() {
        return new BeamSettings(1e-6, 3, 600, 1);
    }

    public BeamSettings withStarts(int value) {
        return new BeamSettings(tolerance, value, maxIterations, seed);
    }
}
