package org.beamforge.solver;

/** Watches the outer iterations of beamforming problems. Called from solver threads. */
@FunctionalInterface
public interface BeamListener {
    /** Ignores everything. */
    BeamListener NONE =
            (problem, iteration, nats, primalResidual, dualResidual, violation, rho, adapted) -> {};

    /**
     * One outer iteration.
     *
     * @param problem position in the batch
     * @param iteration counted from 1 over all starts
     * @param rateNats objective of the iterate, nat/s/Hz
     * @param primalResidual relative primal residual, NaN where a method has none
     * @param dualResidual relative dual or fixed-point residual; of mm-admm the length of the step
     *     ||W_next - W||, with which its dual residual vanishes
     * @param violation largest relative constraint violation of the iterate, NaN if unknown
     * @param rho barrier or penalty parameter, canonical units
     * @param adapted whether rho changed
     */
    void iteration(
            int problem,
            int iteration,
            double rateNats,
            double primalResidual,
            double dualResidual,
            double violation,
            double rho,
            boolean adapted);
}
