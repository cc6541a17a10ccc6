package org.beamforge.association;

import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/** {@code fixed}: always proposes the association it was given. */
public final class FixedAssociation implements AssociationMethod {
    private final int[] stationOfUser;

    /**
     * @param stationOfUser base station of each user, [N]; checked against the network when asked
     */
    public FixedAssociation(int... stationOfUser) {
        this.stationOfUser = stationOfUser.clone();
    }

    @Override
    public String name() {
        return "fixed";
    }

    /**
     * @throws InvalidInputException if the association does not fit the network of the request
     */
    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        if (stationOfUser.length != rates.users()) {
            throw new InvalidInputException(
                    "association: expected %d users, found %d"
                            .formatted(rates.users(), stationOfUser.length));
        }
        Association association = Association.of(rates.stations(), stationOfUser);
        return new AssociationProposal(association, rates.sumRate(association), false);
    }
}
