package org.beamforge.association;

import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.model.Association;

/**
 * What an association method is asked.
 *
 * @param rates the rate matrix of (P2)
 * @param current the association in force, if there is one
 * @param currentSumRate the sum rate reached with it, bit/s/Hz; NaN if there is none
 * @param cancellation polled by long searches
 */
public record AssociationRequest(
        RateMatrix rates,
        Optional<Association> current,
        double currentSumRate,
        Cancellation cancellation) {

    /** A request without history. */
    public static AssociationRequest of(RateMatrix rates) {
        return new AssociationRequest(rates, Optional.empty(), Double.NaN, Cancellation.none());
    }
}
