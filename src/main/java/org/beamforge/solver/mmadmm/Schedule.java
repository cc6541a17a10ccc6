package org.beamforge.solver.mmadmm;

/**
 * How the penalty parameter rho of (60) falls, and which bounds the surrogates (53)-(58) use; in
 * canonical units (power budget 1, rates in nats).
 *
 * @param name for tables and options
 * @param rhoStart rho of the first iteration, > 0
 * @param decay factor per iteration, 0..1
 * @param floor smallest rho, >= 0
 * @param iterations outer iterations per start at most
 * @param wholeBall bound the surrogates on the whole power ball and each Theta_i for itself, as
 *     printed; else jointly, on the ball of an adapted radius around the iterate
 * @param accelerated extrapolate the iterates (Nesterov), with a restart where that does not
 *     descend
 */
public record Schedule(
        String name,
        double rhoStart,
        double decay,
        double floor,
        int iterations,
        boolean wholeBall,
        boolean accelerated) {

    /** As printed: rho_0 = 0.1, shrunk by 0.9 in every iteration, global bounds. */
    public static final Schedule PAPER = new Schedule("paper", 0.1, 0.9, 0, 100, true, false);

    /** The default: scaled to the canonical problem, with a floor, and with local bounds. */
    public static final Schedule SCALED = new Schedule("scaled", 30, 0.9, 0.01, 100, false, true);

    public Schedule {
        if (!(rhoStart > 0 && decay > 0 && decay <= 1 && floor >= 0 && iterations >= 1)) {
            throw new IllegalArgumentException(
                    "rho %s, decay %s, floor %s, iterations %d"
                            .formatted(rhoStart, decay, floor, iterations));
        }
    }

    /** rho after an iteration (60). */
    double next(double rho) {
        return Math.max(Math.min(rho, floor), rho * decay);
    }
}
