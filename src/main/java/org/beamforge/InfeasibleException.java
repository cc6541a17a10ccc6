package org.beamforge;

import java.util.List;

/** Proven infeasibility: says which base station, which constraint and how much power it needs. */
public final class InfeasibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<StationNeed> needs;

    public InfeasibleException(String message, List<StationNeed> needs) {
        super(message);
        this.needs = List.copyOf(needs);
    }

    /** The base stations that cannot meet their sensing constraints. */
    public List<StationNeed> needs() {
        return needs;
    }

    /**
     * What one base station would need.
     *
     * @param station index k
     * @param powerRatio least power that meets both sensing constraints over the budget (a
     *     certified lower bound); infinite if no power suffices
     * @param detectionRatio delta_d, the same for the radar SNR (27a) alone
     * @param estimationRatio delta_e, the same for the CRB (27b) alone
     */
    public record StationNeed(
            int station, double powerRatio, double detectionRatio, double estimationRatio) {}
}
