package org.beamforge.control;

/**
 * One row of the iteration table and of the trace. A figure that a method does not have is NaN.
 *
 * @param stage what iterates: "joint", "ao" (Algorithm 3), "exact-fp", "mm-admm"
 * @param station base station concerned, or -1 for the network
 * @param iteration counted from 1 within the stage
 * @param sumRate objective of the incumbent, bit/s/Hz
 * @param bound upper bound on the objective, bit/s/Hz
 * @param primalResidual relative primal residual, 1
 * @param dualResidual relative dual (or fixed-point) residual, 1
 * @param violation largest relative constraint violation, 1
 * @param rho penalty (mm-admm) or barrier parameter (exact-fp), canonical units
 * @param rhoAdapted whether rho changed in this iteration
 * @param seconds since the computation began
 */
public record IterationRecord(
        String stage,
        int station,
        int iteration,
        double sumRate,
        double bound,
        double primalResidual,
        double dualResidual,
        double violation,
        double rho,
        boolean rhoAdapted,
        double seconds) {}
