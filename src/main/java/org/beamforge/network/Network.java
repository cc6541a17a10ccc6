package org.beamforge.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.Instance;
import org.beamforge.solver.ArrayProducts;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingNeed;

/** An instance prepared for the solvers: per base station its subspace and its sensing need. */
public final class Network {
    /**
     * A budget that sensing uses up to within this relative amount leaves no interior. The sensing
     * requirements are then relaxed by {@link #RELAXATION}, inside the accuracy of 1e-6 that
     * solutions are promised to.
     */
    private static final double NO_INTERIOR = 2e-7;

    private static final double RELAXATION = 6e-7;

    private final Instance instance;
    private final List<StationSubspace> subspaces;
    private final List<SensingNeed> needs;

    private Network(Instance instance, List<StationSubspace> subspaces, List<SensingNeed> needs) {
        this.instance = instance;
        this.subspaces = subspaces;
        this.needs = needs;
    }

    /**
     * Prepares an instance.
     *
     * @param fullDimension whether to keep all M antenna dimensions
     */
    public static Network of(Instance instance, boolean fullDimension, ComplexKernels kernels) {
        return of(instance, fullDimension, kernels, Optional.empty());
    }

    /**
     * Prepares an instance.
     *
     * @param arrays does the work on large arrays where present
     */
    public static Network of(
            Instance instance,
            boolean fullDimension,
            ComplexKernels kernels,
            Optional<ArrayProducts> arrays) {
        List<StationSubspace> subspaces = new ArrayList<>();
        List<SensingNeed> needs = new ArrayList<>();
        for (int k = 0; k < instance.stations(); k++) {
            CanonicalProblem canonical = CanonicalProblem.of(instance, k);
            StationSubspace subspace = StationSubspace.of(canonical, fullDimension, arrays);
            SensingNeed need = SensingFeasibility.of(subspace.sensingProblem(), kernels);
            if (!need.infeasible() && need.upperBound() > 1 - NO_INTERIOR) {
                double factor = (1 - RELAXATION) / Math.max(1, need.lowerBound());
                subspace = subspace.withRequirementsScaled(factor);
            }
            subspaces.add(subspace);
            needs.add(need);
        }
        return new Network(instance, List.copyOf(subspaces), List.copyOf(needs));
    }

    public Instance instance() {
        return instance;
    }

    public int stations() {
        return instance.stations();
    }

    public int users() {
        return instance.users();
    }

    public StationSubspace subspace(int station) {
        return subspaces.get(station);
    }

    /** The least power that the sensing constraints of each base station need. */
    public List<SensingNeed> needs() {
        return needs;
    }
}
