package org.beamforge.association;

/**
 * {@code exact}: the optimum of (P2) without trying K^N associations. With the number of users of
 * every base station given, (P2) is an assignment problem with weights r[k,i]/n_k ({@link
 * CapacitatedAssignment}); the compositions (n_1..n_K) of N are searched best bound first and
 * pruned against the best association known ({@link CompositionSearch}). There are C(N-1, K-1) of
 * them, polynomially many in N for a given K.
 *
 * <p>Optimal up to 1e-12 of the value and rounding. If cancelled it returns the best association
 * found, not marked optimal.
 */
public final class ExactAssociation implements AssociationMethod {
    @Override
    public String name() {
        return "exact";
    }

    @Override
    public AssociationProposal propose(AssociationRequest request) {
        return new CompositionSearch(request.rates(), request.cancellation()).run();
    }
}
