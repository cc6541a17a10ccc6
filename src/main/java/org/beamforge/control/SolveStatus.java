package org.beamforge.control;

/** How a computation ended. A status is a statement that holds, not a hope. */
public enum SolveStatus {
    /**
     * Converged: feasible to 1e-6 relative and stationary (or optimal) to the tolerance asked for.
     */
    SOLVED(true),
    /** Feasible, but the iteration limit came before convergence. */
    MAX_ITERATIONS(true),
    /** Feasible, but the time limit came before convergence or before the gap closed. */
    TIME_LIMIT(true),
    /** Feasible, but no further progress was possible before the tolerance was met. */
    STALLED(true),
    /** Feasible: the user stopped the run and this is the best found until then. */
    CANCELLED(true),
    /** Proven to have no feasible point: the minimum power certificate exceeds the budget. */
    INFEASIBLE(false),
    /** The arithmetic broke down and no feasible point could be secured. */
    NUMERICAL_ERROR(false);

    private final boolean feasible;

    SolveStatus(boolean feasible) {
        this.feasible = feasible;
    }

    /** Whether a result with this status carries beamformers that meet every constraint. */
    public boolean hasFeasiblePoint() {
        return feasible;
    }
}
