package org.beamforge.solver.mmadmm;

/**
 * The numbers of a {@link Schedule} and when to stop, for an {@link AdmmDevice}.
 *
 * @param tolerance as in {@code BeamSettings}
 * @param rhoStart rho of the first iteration
 * @param decay factor of rho per iteration
 * @param floor smallest rho
 * @param violated violation beyond which rho may fall faster
 * @param progress a violation that keeps this fraction of its size persists
 * @param haste factor of rho while a violation persists
 * @param lower how far below the floor rho may go then, as a factor
 * @param pull rho z is at most this multiple of s at first
 * @param adaptive whether the schedule is
 * @param limit outer iterations of a start, those before this run included
 */
public record LoopNumbers(
        double tolerance,
        double rhoStart,
        double decay,
        double floor,
        double violated,
        double progress,
        double haste,
        double lower,
        double pull,
        boolean adaptive,
        int limit) {}
