package org.beamforge.solver.dual;

import org.beamforge.kernel.SplitComplex;

/**
 * The least power that meets both sensing constraints, as a fraction of the budget.
 *
 * @param lowerBound certified by a dual feasible point: no covariance with less power is feasible
 * @param upperBound power of {@code covariance}, which meets both constraints strictly
 * @param deltaD the same for the radar SNR (27a) alone
 * @param deltaE the same for the CRB (27b) alone
 * @param covariance [r, r] in the coordinates of the problem; empty if no power suffices
 */
public record SensingNeed(
        double lowerBound,
        double upperBound,
        double deltaD,
        double deltaE,
        SplitComplex covariance) {

    /**
     * Budgets missed by less than this relative amount still count as met: every constraint is
     * promised to 1e-6 relative only.
     */
    public static final double SLACK = 1e-7;

    /** Whether the budget is proven too small. */
    public boolean infeasible() {
        return !(lowerBound <= 1 + SLACK);
    }
}
