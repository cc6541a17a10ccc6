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
 * @param adaptive what the scaled schedule adds to the printed algorithm: the surrogates are
 *     bounded jointly and on a ball around the iterate whose radius follows the steps, instead of
 *     each Theta_i for itself and on the whole power ball; the iterates are extrapolated (Nesterov)
 *     and the auxiliary variables mixed (Anderson), with a restart where that does not descend; rho
 *     starts lower where the duals are large and falls faster while a violation persists
 */
public record Schedule(
        String name,
        double rhoStart,
        double decay,
        double floor,
        int iterations,
        boolean adaptive) {

    /** Relative violation of (27b) beyond which rho may fall faster. */
    private static final double VIOLATED = 1e-3;

    /** A violation that keeps this fraction of its size persists. */
    private static final double PROGRESS = 0.9;

    /** Factor of rho while a violation persists, and how far below the floor it may go then. */
    private static final double HASTE = 0.5;

    private static final double LOWER = 0.01;

    /** As printed: rho_0 = 0.1, shrunk by 0.9 in every iteration, global bounds. */
    public static final Schedule PAPER = new Schedule("paper", 0.1, 0.9, 0, 100, false);

    /** The default: scaled to the canonical problem, with a floor, and with local bounds. */
    public static final Schedule SCALED = new Schedule("scaled", 30, 0.9, 0.01, 100, true);

    public Schedule {
        if (!(rhoStart > 0 && decay > 0 && decay <= 1 && floor >= 0 && iterations >= 1)) {
            throw new IllegalArgumentException(
                    "rho %s, decay %s, floor %s, iterations %d"
                            .formatted(rhoStart, decay, floor, iterations));
        }
    }

    /** rho z is at most this multiple of s at first. */
    private static final double PULL = 10;

    /**
     * rho of the first iteration: {@link #rhoStart}, or less where the duals of the start are
     * large, because rho z is how far beyond s the target of the penalty lies.
     *
     * @param z duals of the start
     * @param s quadratic forms of the start
     */
    double first(double[] z, double[] s) {
        double length = 0;
        double size = 0;
        for (int i = 0; i < z.length; i++) {
            length += z[i] * z[i];
            size += s[i] * s[i];
        }
        boolean pulled = adaptive && PULL * Math.sqrt(size) < rhoStart * Math.sqrt(length);
        return pulled ? PULL * Math.sqrt(size / length) : rhoStart;
    }

    /**
     * rho after an iteration (60).
     *
     * @param violation largest relative violation of the sensing constraints after it
     * @param before the same before it
     */
    double next(double rho, double violation, double before) {
        if (adaptive && violation > VIOLATED && violation > PROGRESS * before) {
            // The multiplier of (27b) is large: a strong user, or a duty near the budget.
            return Math.max(Math.min(rho, LOWER * floor), rho * HASTE);
        }
        return Math.max(Math.min(rho, floor), rho * decay);
    }

    /**
     * This schedule in numbers.
     *
     * @param limit outer iterations of a start
     */
    LoopNumbers numbers(double tolerance, int limit) {
        return new LoopNumbers(
                tolerance, rhoStart, decay, floor, VIOLATED, PROGRESS, HASTE, LOWER, PULL, adaptive,
                limit);
    }
}
