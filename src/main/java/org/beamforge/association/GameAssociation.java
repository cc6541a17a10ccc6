package org.beamforge.association;

import org.beamforge.model.Association;

/**
 * {@code game}: the paper's game-theoretic baseline. Deferred acceptance ({@link
 * GaleShapleyAssociation}) gives the first coalitions; then users transfer and swap while that
 * raises the sum of (P2), until the partition is Nash-stable. Never below its start; deterministic.
 * If cancelled it returns the partition reached.
 */
public final class GameAssociation implements AssociationMethod {
    private final GaleShapleyAssociation start;

    /** Starts from deferred acceptance with its default quotas. */
    public GameAssociation() {
        this(new GaleShapleyAssociation());
    }

    /** Starts from deferred acceptance with the quotas of {@code start}. */
    public GameAssociation(GaleShapleyAssociation start) {
        this.start = start;
    }

    @Override
    public String name() {
        return "game";
    }

    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        int[] stationOf = start.match(rates).stationOf();
        CoalitionMoves.improve(rates, stationOf, request.cancellation());
        Association association = Association.of(rates.stations(), stationOf);
        return new AssociationProposal(association, rates.sumRate(association), false);
    }
}
