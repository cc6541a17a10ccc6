package org.beamforge.joint;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.network.Network;
import org.beamforge.network.SetValue;
import org.beamforge.network.SetValues;
import org.beamforge.network.UserSet;

/**
 * Upper bounds on the total rates T_k(S) = |S| V_k(S) of one base station.
 *
 * <p>Rigorous ones: user i alone reaches at most c_i (single-user global optimum,
 * interference-free) and, with the share p_i of the power, at most p_i ||h_i||^2. So T_k(S) <= max
 * over sum p_i <= 1 of the sum of ln(1 + min(c_i, p_i g_i)), a water-filling problem with caps, and
 * by its dual, for every lambda >= 0,
 *
 * <pre>  T_k(S) <= lambda + sum_{i in S} max_{0 <= p <= c_i/g_i} [ln(1 + p g_i) - lambda p],</pre>
 *
 * which is additive in the users; lambda = 0 is the bound by single-user rates.
 *
 * <p>From values: serving more users can only raise the total, and a user adds at most its single
 * rate, so T_k(S) <= T_k(U) + sum over S without U of the single rates, for every U that was
 * solved. This is as good as the value T_k(U): if that is within a factor 1 + eps of the optimum,
 * then so is the cut.
 */
final class StationCuts {
    private static final double LN2 = Math.log(2);

    private final int users;

    /** Highest SNR of each user served alone, 1. */
    private final double[] cap;

    /** ||h_i||^2 in canonical units. */
    private final double[] gain;

    private final Cut singles;

    /** Sets that were solved, with their values, and the cut of each. */
    private final List<SetValue> solved = new ArrayList<>();

    private final List<Cut> fromValues = new ArrayList<>();

    /**
     * @param boundNats upper bounds on the single-user rates ln(1 + c_i), [N]
     * @param gain squared channel norms in canonical units, [N]
     */
    StationCuts(double[] boundNats, double[] gain) {
        users = boundNats.length;
        this.gain = gain.clone();
        cap = new double[users];
        for (int i = 0; i < users; i++) {
            cap[i] = Math.min(Math.expm1(boundNats[i]), gain[i]);
        }
        singles = waterFilling(0);
    }

    /** The cuts of every base station, from the single-user values (computed if need be). */
    static List<StationCuts> ofNetwork(SetValues values) {
        values.evaluateSingles();
        Network network = values.network();
        List<StationCuts> all = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            double[] bounds = new double[network.users()];
            double[] gains = new double[network.users()];
            for (int i = 0; i < bounds.length; i++) {
                bounds[i] = values.of(new UserSet(k, i)).result().boundNats();
                gains[i] = network.subspace(k).gain(i);
            }
            all.add(new StationCuts(bounds, gains));
        }
        return all;
    }

    /** The bound by single-user rates. */
    Cut singles() {
        return singles;
    }

    /** The tightest rigorous cut for a set. */
    Cut tightestRigorous(int[] set) {
        if (set.length == 1) {
            return singles;
        }
        double most = 0;
        double power = 0;
        for (int i : set) {
            most = Math.max(most, gain[i]);
            power += gain[i] > 0 ? cap[i] / gain[i] : 0;
        }
        if (power <= 1) {
            return singles;
        }
        double low = 0; // power asked for exceeds 1 here and is 0 at lambda = most
        double high = most;
        for (int step = 0; step < 60; step++) {
            double middle = 0.5 * (low + high);
            double asked = 0;
            for (int i : set) {
                asked += power(i, middle);
            }
            if (asked > 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Cut cut = waterFilling(high);
        return cut.mean(set) < singles.mean(set) ? cut : singles;
    }

    /** The tightest cut for a set, values included. */
    Cut tightest(int[] set) {
        Cut best = tightestRigorous(set);
        double mean = best.mean(set);
        for (Cut cut : fromValues) {
            double candidate = cut.mean(set);
            if (candidate < mean) {
                mean = candidate;
                best = cut;
            }
        }
        return best;
    }

    /**
     * Adds the cut of a solved set and makes all cuts consistent with all values known.
     *
     * <p>A value is a lower bound on the optimum. Where the new value exceeds what a cut allows its
     * set, the value behind that cut was a local optimum below the global one, and the cut is
     * raised; and the other way round.
     *
     * @return the largest relative amount by which an earlier cut had to be raised; 0 if none was
     */
    double add(SetValue value) {
        double raised = 0;
        for (int j = 0; j < fromValues.size(); j++) {
            Cut cut = fromValues.get(j);
            double excess = value.total() - cut.total(value.set().users());
            if (excess > 0) {
                raised = Math.max(raised, excess / cut.constant());
                fromValues.set(j, new Cut(cut.constant() + excess, cut.add()));
            }
        }
        double[] add = singles.add().clone();
        for (int i : value.set().users()) {
            add[i] = 0;
        }
        double constant = value.total();
        for (SetValue other : solved) {
            double beyond = new Cut(0, add).total(other.set().users());
            constant = Math.max(constant, other.total() - beyond);
        }
        solved.add(value);
        fromValues.add(new Cut(constant, add));
        return raised;
    }

    private Cut waterFilling(double lambda) {
        double[] add = new double[users];
        for (int i = 0; i < users; i++) {
            double p = power(i, lambda);
            add[i] = (Math.log1p(p * gain[i]) - lambda * p) / LN2;
        }
        return new Cut(lambda / LN2, add);
    }

    /** The power that attains max_p ln(1 + p g_i) - lambda p on [0, c_i / g_i]. */
    private double power(int i, double lambda) {
        if (gain[i] == 0) {
            return 0;
        }
        double most = cap[i] / gain[i];
        return lambda == 0 ? most : Math.min(most, Math.max(0, 1 / lambda - 1 / gain[i]));
    }
}
