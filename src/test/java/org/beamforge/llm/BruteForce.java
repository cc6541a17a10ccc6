package org.beamforge.llm;

import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationProposal;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.RateMatrix;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/** All K^N associations, best or worst; independent of the code under test. */
record BruteForce(boolean best) implements AssociationMethod {
    @Override
    public String name() {
        return best ? "brute" : "poor";
    }

    @Override
    public AssociationProposal propose(AssociationRequest request) {
        RateMatrix rates = request.rates();
        Association chosen = null;
        double value = Double.NaN;
        int[] stationOf = new int[rates.users()];
        for (long code = 0; code < Math.pow(rates.stations(), rates.users()); code++) {
            long rest = code;
            for (int i = 0; i < stationOf.length; i++) {
                stationOf[i] = (int) (rest % rates.stations());
                rest /= rates.stations();
            }
            try {
                Association candidate = Association.of(rates.stations(), stationOf);
                double sumRate = rates.sumRate(candidate);
                if (chosen == null || (best ? sumRate > value : sumRate < value)) {
                    chosen = candidate;
                    value = sumRate;
                }
            } catch (InvalidInputException e) {
                // A base station without users: not an association, look further.
            }
        }
        return new AssociationProposal(chosen, value, best);
    }
}
