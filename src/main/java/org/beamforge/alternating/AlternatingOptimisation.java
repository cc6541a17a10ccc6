package org.beamforge.alternating;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationRequest;
import org.beamforge.association.InitialAssociation;
import org.beamforge.association.RateMatrix;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.metrics.LinkMetrics;
import org.beamforge.model.Association;
import org.beamforge.model.Beamformer;
import org.beamforge.model.InvalidInputException;
import org.beamforge.network.Network;
import org.beamforge.network.SetValue;
import org.beamforge.network.SetValues;
import org.beamforge.network.StationIterations;
import org.beamforge.network.UserSet;

/**
 * Algorithm 3: step 1 proposes an association from a rate matrix, step 2 solves beamforming for it.
 * A proposal is kept only if it raises the sum rate, so the objective never falls (61); the
 * iteration ends when the association repeats or does not help any more.
 */
public final class AlternatingOptimisation {
    private final SetValues values;
    private final Network network;
    private final AssociationMethod method;
    private final boolean paperRates;
    private final int limit;
    private final Cancellation cancellation;
    private final ProgressListener listener;

    /**
     * @param paperRates rate matrix from the SINR under the current beamformers, as printed; else
     *     from single-user optimal values
     * @param limit most iterations
     */
    public AlternatingOptimisation(
            SetValues values,
            AssociationMethod method,
            boolean paperRates,
            int limit,
            Cancellation cancellation,
            ProgressListener listener) {
        this.values = values;
        this.network = values.network();
        this.method = method;
        this.paperRates = paperRates;
        this.limit = limit;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /**
     * What the iteration ended with.
     *
     * @param association the best association
     * @param sumRate its sum rate, bit/s/Hz
     * @param iterations iterations of Algorithm 3
     * @param converged whether it ended by itself
     */
    public record Outcome(
            Association association, double sumRate, int iterations, boolean converged) {}

    /** Runs from the strongest-rate association. */
    public Outcome run() {
        long began = System.nanoTime();
        RateMatrix rates = paperRates ? initialRates() : values.potentialRates();
        Association current = null;
        double sumRate = Double.NEGATIVE_INFINITY;
        for (int iteration = 1; iteration <= limit; iteration++) {
            AssociationRequest request =
                    new AssociationRequest(
                            rates,
                            Optional.ofNullable(current),
                            current == null ? Double.NaN : sumRate,
                            cancellation);
            Association proposal = method.propose(request).association(); // step 1
            requireShape(proposal);
            if (proposal.equals(current)) {
                return new Outcome(current, sumRate, iteration, !cancellation.shouldStop());
            }
            double reached = sumRate(proposal); // step 2
            boolean better = reached > sumRate * (1 + 1e-9) || current == null;
            if (better) {
                current = proposal;
                sumRate = reached;
            }
            listener.iteration(
                    new IterationRecord(
                            "ao",
                            -1,
                            iteration,
                            sumRate,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            0,
                            Double.NaN,
                            false,
                            (System.nanoTime() - began) * 1e-9));
            if (!better) {
                // A proposal or beams that a stop cut short may only look no better.
                return new Outcome(current, sumRate, iteration, !cancellation.shouldStop());
            }
            if (cancellation.shouldStop()) {
                return new Outcome(current, sumRate, iteration, false);
            }
            rates = paperRates ? currentRates(current) : rates;
        }
        return new Outcome(current, sumRate, limit, false);
    }

    /** The association kept by the scheme "beamforming only": every user at its strongest rate. */
    public static Association initial(SetValues values) {
        return InitialAssociation.strongest(values.potentialRates());
    }

    private void requireShape(Association proposal) {
        if (proposal.stations() != network.stations() || proposal.users() != network.users()) {
            throw new InvalidInputException(
                    "association method %s: expected %d users and %d base stations, found %d and %d"
                            .formatted(
                                    method.name(),
                                    network.users(),
                                    network.stations(),
                                    proposal.users(),
                                    proposal.stations()));
        }
    }

    private double sumRate(Association association) {
        List<UserSet> sets = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            sets.add(new UserSet(k, association.usersOf(k)));
        }
        values.evaluate(
                sets,
                values.starts(),
                new StationIterations(values.solverName(), sets, listener::detail));
        return sets.stream().mapToDouble(set -> values.of(set).rate()).sum();
    }

    /** Rates of all pairs under matched filters with the power split over all users and targets. */
    private RateMatrix initialRates() {
        List<Beamformer> beams = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            beams.add(MatchedFilters.of(network, k));
        }
        return rates(beams);
    }

    private RateMatrix currentRates(Association association) {
        List<Beamformer> beams = new ArrayList<>();
        for (int k = 0; k < network.stations(); k++) {
            SetValue value = values.of(new UserSet(k, association.usersOf(k)));
            beams.add(value.problem().expand(value.result(), network.instance().maxPowerW()));
        }
        return rates(beams);
    }

    private RateMatrix rates(List<Beamformer> beams) {
        double[][] rates = new double[network.stations()][];
        for (int k = 0; k < rates.length; k++) {
            double[] sinr =
                    LinkMetrics.sinr(
                            network.instance().baseStations().get(k).channels(),
                            beams.get(k),
                            network.instance().userNoisePowerW());
            rates[k] = new double[sinr.length];
            for (int i = 0; i < sinr.length; i++) {
                rates[k][i] = LinkMetrics.spectralEfficiency(sinr[i]);
            }
        }
        return RateMatrix.of(rates);
    }
}
