package org.beamforge.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamforge.association.RateMatrix;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.CompressedProblem;
import org.jspecify.annotations.Nullable;

/**
 * Beamforming values V_k(S), computed when first asked for, in batches, and kept. Not thread-safe;
 * the solver inside is parallel over a batch.
 */
public final class SetValues {
    private final Network network;
    private final BeamformingSolver solver;
    private final BeamSettings settings;
    private final Cancellation cancellation;
    private final Map<UserSet, SetValue> known = new LinkedHashMap<>();
    private long multiUserSolves;
    private int iterations;
    private int rescues;

    public SetValues(
            Network network,
            BeamformingSolver solver,
            BeamSettings settings,
            Cancellation cancellation) {
        this.network = network;
        this.solver = solver;
        this.settings = settings;
        this.cancellation = cancellation;
    }

    public Network network() {
        return network;
    }

    /** The value of a set if it has been computed, else null. */
    public @Nullable SetValue known(UserSet set) {
        return known.get(set);
    }

    /** The values of two users and more known so far that ran to their end, oldest first. */
    public List<SetValue> solvedMultiUser() {
        return known.values().stream()
                .filter(value -> value.set().size() > 1 && complete(value))
                .toList();
    }

    /** Starting points of a beamforming problem unless asked for more. */
    public int starts() {
        return settings.starts();
    }

    public String solverName() {
        return solver.name();
    }

    /** Computes the missing values of {@code sets} in one batch. */
    public void evaluate(Collection<UserSet> sets) {
        evaluate(sets, settings.starts(), BeamListener.NONE);
    }

    /**
     * Computes the values of {@code sets} that are missing or were computed from fewer starting
     * points; a value never gets worse.
     *
     * @param listener told about iterations; problem numbers are positions in {@code sets}
     */
    public void evaluate(Collection<UserSet> sets, int starts, BeamListener listener) {
        List<UserSet> missing = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        Set<UserSet> seen = new HashSet<>();
        int position = 0;
        for (UserSet set : sets) {
            SetValue value = known.get(set);
            boolean wanted = value == null || set.size() > 1 && value.starts() < starts;
            if (wanted && seen.add(set)) {
                missing.add(set);
                positions.add(position);
            }
            position++;
        }
        if (missing.isEmpty()) {
            return;
        }
        List<CompressedProblem> problems = new ArrayList<>(missing.size());
        List<BeamProblem> batch = new ArrayList<>(missing.size());
        for (UserSet set : missing) {
            CompressedProblem problem = network.subspace(set.station()).problem(set.users());
            problems.add(problem);
            batch.add(problem.problem());
        }
        BeamListener placed =
                (problem, iteration, nats, primal, dual, violation, rho, adapted) ->
                        listener.iteration(
                                positions.get(problem),
                                iteration,
                                nats,
                                primal,
                                dual,
                                violation,
                                rho,
                                adapted);
        List<BeamResult> results =
                solver.solve(batch, settings.withStarts(starts), cancellation, placed);
        for (int i = 0; i < missing.size(); i++) {
            BeamResult result = results.get(i);
            iterations += result.innerIterations();
            rescues += result.rescues();
            keep(new SetValue(missing.get(i), problems.get(i), result, starts));
        }
        borrow(missing);
    }

    /**
     * Serving some users of a set and none of the others is one way to serve the set, so T_k(U) >=
     * T_k(S) for S within U. Where the solver ended at a stationary point below that, which happens
     * with users whose channels are alike, U takes over the beams of S.
     */
    private void borrow(List<UserSet> changed) {
        for (UserSet set : changed) {
            for (UserSet other : List.copyOf(known.keySet())) {
                if (set.isWithin(other)) {
                    offer(other, known.get(set));
                } else if (other.isWithin(set)) {
                    offer(set, known.get(other));
                }
            }
        }
    }

    private void offer(UserSet set, SetValue part) {
        SetValue value = known.get(set);
        if (complete(part) && part.total() > value.total() * (1 + settings.tolerance())) {
            known.put(set, part.borrowedBy(value));
        }
    }

    /** Stores a value, or the one known before where that is better. */
    private void keep(SetValue value) {
        SetValue old = known.get(value.set());
        if (old == null) {
            multiUserSolves += value.set().size() > 1 ? 1 : 0;
            known.put(value.set(), value);
            return;
        }
        // A point that has converged is not given up for a gain within the tolerance.
        boolean oldConverged =
                old.result().status() == SolveStatus.SOLVED
                        && value.result().status() != SolveStatus.SOLVED;
        double least = old.result().rateNats() * (oldConverged ? 1 + settings.tolerance() : 1);
        boolean better = value.result().rateNats() > least;
        // A stop cuts starts off, also where what came out is complete.
        boolean all = complete(value) && !cancellation.shouldStop();
        int starts = all ? value.starts() : old.starts();
        known.put(
                value.set(),
                better ? value : new SetValue(old.set(), old.problem(), old.result(), starts));
    }

    /** The value of one set, computed now if need be. */
    public SetValue of(UserSet set) {
        evaluate(List.of(set));
        return known.get(set);
    }

    /** Single-user values V_k({i}) for all pairs, [K][N], bit/s/Hz: the potential rates. */
    public RateMatrix potentialRates() {
        evaluateSingles();
        double[][] rates = new double[network.stations()][network.users()];
        for (int k = 0; k < rates.length; k++) {
            for (int i = 0; i < rates[k].length; i++) {
                rates[k][i] = known.get(new UserSet(k, i)).rate();
            }
        }
        return RateMatrix.of(rates);
    }

    /** Computes all K N single-user values in one batch. */
    public void evaluateSingles() {
        List<UserSet> singles = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            for (int i = 0; i < network.users(); i++) {
                singles.add(new UserSet(k, i));
            }
        }
        evaluate(singles);
    }

    /** Sets of two users and more whose value was computed so far. */
    public long multiUserSolves() {
        return multiUserSolves;
    }

    /** Inner iterations (Newton or MM steps) of the beamforming solver so far. */
    public int iterations() {
        return iterations;
    }

    /** Inner steps that a restart or repair had to save so far. */
    public int rescues() {
        return rescues;
    }

    /** Whether a result may serve as the value of its set: it ran to its end. */
    public static boolean complete(SetValue value) {
        SolveStatus status = value.result().status();
        return status != SolveStatus.CANCELLED && status != SolveStatus.TIME_LIMIT;
    }
}
