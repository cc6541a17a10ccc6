package org.beamforge.association;

import org.beamforge.model.Association;

/**
 * An association and what is known of it.
 *
 * @param association the proposal
 * @param objective its (P2) objective under the rates of the request, bit/s/Hz
 * @param optimal whether it is proven optimal for (P2)
 */
public record AssociationProposal(Association association, double objective, boolean optimal) {}
