package org.beamforge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.beamforge.alternating.AlternatingOptimisation;
import org.beamforge.association.AssociationMethod;
import org.beamforge.association.AssociationMethods;
import org.beamforge.association.LlmReport;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.joint.JointResult;
import org.beamforge.joint.JointSearch;
import org.beamforge.joint.ValueTable;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.metrics.StationMetrics;
import org.beamforge.model.Association;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.network.Network;
import org.beamforge.network.SetValue;
import org.beamforge.network.SetValues;
import org.beamforge.network.StationIterations;
import org.beamforge.network.UserSet;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.dual.SensingNeed;

/** One run of {@link Beamforge#solve}: from the instance to the recomputed solution. */
final class SolveRun {
    /** Least number of starting points for the sets of the final association of every scheme. */
    private static final int POLISH_STARTS = 8;

    /** A partition that no other can exceed by more than this relative amount counts as optimal. */
    private static final double OPTIMAL = 2e-6;

    private static final int MOST_ITERATIONS = 600;

    private final Instance instance;
    private final SolveSettings settings;
    private final Cancellation cancellation;
    private final ComplexKernels kernels;
    private final BeamformingSolver solver;
    private final Supplier<BackendKind> backend;
    private final ProgressListener listener;
    private final List<IterationRecord> trace = new ArrayList<>();
    private final BeamSettings beamSettings;
    private int extraIterations;

    SolveRun(
            Instance instance,
            SolveSettings settings,
            ProgressListener listener,
            Cancellation cancellation,
            ComplexKernels kernels,
            BeamformingSolver solver,
            Supplier<BackendKind> backend) {
        this.instance = instance;
        this.settings = settings;
        this.cancellation = cancellation.withTimeLimit(settings.timeLimitSeconds());
        this.kernels = kernels;
        this.solver = solver;
        this.backend = backend;
        this.listener = recording(listener);
        beamSettings =
                new BeamSettings(
                        settings.tolerance(), settings.starts(), MOST_ITERATIONS, settings.seed());
    }

    private ProgressListener recording(ProgressListener outer) {
        return new ProgressListener() {
            @Override
            public synchronized void iteration(IterationRecord record) {
                trace.add(record);
                outer.iteration(record);
            }

            @Override
            public synchronized void detail(IterationRecord record) {
                trace.add(record);
                outer.detail(record);
            }

            @Override
            public void note(String message) {
                outer.note(message);
            }
        };
    }

    Solution run() {
        long began = System.nanoTime();
        listener.note("engine: " + solver.engine());
        Network network = Network.of(instance, settings.fullDimension(), kernels, solver.arrays());
        requireFeasible(network);
        SetValues values = new SetValues(network, solver, beamSettings, cancellation);
        Outcome outcome = settings.scheme() == Scheme.JOINT ? joint(values) : byScheme(values);
        List<UserSet> sets = sets(outcome.association());
        // Where there is nothing else to iterate, these iterations are the table.
        boolean only =
                settings.scheme() == Scheme.FIXED || settings.scheme() == Scheme.BEAMFORMING_ONLY;
        values.evaluate(
                sets,
                finalStarts(),
                iterations(sets, only ? listener::iteration : listener::detail));
        return solution(values, sets, outcome, (System.nanoTime() - began) * 1e-9);
    }

    /** Association, status of the search for it, and what is proven. */
    private record Outcome(
            Association association,
            SolveStatus status,
            Optional<Certificate> certificate,
            Optional<LlmReport> llm) {
        Outcome(Association association, SolveStatus status) {
            this(association, status, Optional.empty(), Optional.empty());
        }
    }

    private Outcome joint(SetValues values) {
        JointResult found;
        long multi;
        if (settings.prune()) {
            found = search(values);
            multi = values.multiUserSolves();
        } else {
            ValueTable table =
                    new ValueTable(
                            values,
                            solver,
                            beamSettings,
                            cancellation,
                            listener,
                            settings.effectiveThreads());
            found = table.run();
            multi = table.solved();
            extraIterations += table.iterations();
            polish(values, found.partition());
        }
        Association association = Association.of(instance.stations(), found.partition());
        double sumRate = sumRate(values, sets(association));
        double bound = Math.max(found.rigorousBound(), sumRate);
        double searchBound = Math.max(found.searchBound(), sumRate);
        boolean closed = found.status() == SolveStatus.SOLVED;
        Certificate certificate =
                new Certificate(
                        bound,
                        bound > 0 ? (bound - sumRate) / bound : 0,
                        searchBound,
                        closed && searchBound <= sumRate * (1 + OPTIMAL),
                        multi,
                        instance.stations()
                                * (Math.pow(2, instance.users()) - 1 - instance.users()));
        return new Outcome(association, found.status(), Optional.of(certificate), Optional.empty());
    }

    /**
     * Branch and bound; then the sets of its partition are solved from more starting points. If
     * that raises a value, bounds that were drawn from the old one do not hold, so the search runs
     * again with what is known now.
     */
    private JointResult search(SetValues values) {
        JointResult found = new JointSearch(values, settings.gap(), cancellation, listener).run();
        while (found.status() == SolveStatus.SOLVED
                && polish(values, found.partition()) > found.sumRate() * (1 + OPTIMAL)) {
            JointSearch again = new JointSearch(values, settings.gap(), cancellation, listener);
            again.startFrom(found.partition());
            found = again.run();
        }
        return found;
    }

    private int finalStarts() {
        return Math.max(POLISH_STARTS, settings.starts());
    }

    private double polish(SetValues values, int[] partition) {
        List<UserSet> sets = sets(Association.of(instance.stations(), partition));
        if (!cancellation.shouldStop()) {
            values.evaluate(sets, finalStarts(), iterations(sets, listener::detail));
        }
        return sumRate(values, sets);
    }

    private StationIterations iterations(List<UserSet> sets, Consumer<IterationRecord> sink) {
        return new StationIterations(solver.name(), sets, sink);
    }

    private static double sumRate(SetValues values, List<UserSet> sets) {
        return sets.stream().mapToDouble(set -> values.of(set).rate()).sum();
    }

    private Outcome byScheme(SetValues values) {
        if (settings.scheme() == Scheme.FIXED) {
            Association fixed = settings.fixedAssociation().orElseThrow();
            if (fixed.users() != instance.users() || fixed.stations() != instance.stations()) {
                throw new InvalidInputException(
                        "association: made for %d users and %d base stations, the instance has %d and %d"
                                .formatted(
                                        fixed.users(),
                                        fixed.stations(),
                                        instance.users(),
                                        instance.stations()));
            }
            return new Outcome(fixed, SolveStatus.SOLVED);
        }
        if (settings.scheme() == Scheme.BEAMFORMING_ONLY) {
            return new Outcome(AlternatingOptimisation.initial(values), SolveStatus.SOLVED);
        }
        AssociationMethod method =
                settings.customMethod()
                        .filter(m -> settings.scheme() == Scheme.LLM)
                        .orElseGet(() -> AssociationMethods.byName(settings.scheme().label()));
        AlternatingOptimisation.Outcome ended =
                new AlternatingOptimisation(
                                values,
                                method,
                                settings.rates() == RateSource.PAPER,
                                settings.maxAlternations(),
                                cancellation,
                                listener)
                        .run();
        SolveStatus status = SolveStatus.SOLVED;
        if (!ended.converged()) {
            status = cancellation.shouldStop() ? cancellation.reason() : SolveStatus.MAX_ITERATIONS;
        }
        return new Outcome(ended.association(), status, Optional.empty(), method.llmReport());
    }

    private static List<UserSet> sets(Association association) {
        List<UserSet> sets = new ArrayList<>();
        for (int k = 0; k < association.stations(); k++) {
            sets.add(new UserSet(k, association.usersOf(k)));
        }
        return sets;
    }

    private Solution solution(
            SetValues values, List<UserSet> sets, Outcome outcome, double seconds) {
        SolveStatus status = outcome.status();
        double sumRate = 0;
        List<StationSolution> stations = new ArrayList<>();
        for (UserSet set : sets) {
            SetValue value = values.of(set);
            Beamformer beamformer = value.problem().expand(value.result(), instance.maxPowerW());
            StationMetrics metrics =
                    StationMetrics.of(instance, set.station(), outcome.association(), beamformer);
            if (status == SolveStatus.SOLVED) {
                status = value.result().status();
            }
            sumRate += metrics.rate();
            stations.add(
                    new StationSolution(
                            metrics.rate(),
                            set.users(),
                            metrics.radarSnrDb(),
                            metrics.detectionProbability(),
                            metrics.crbRad2(),
                            metrics.powerW(),
                            beamformer));
        }
        return new Solution(
                status,
                sumRate,
                outcome.association(),
                values.iterations() + extraIterations,
                seconds,
                solver.name(),
                backend.get().label(),
                settings.scheme().label(),
                stations,
                trace,
                outcome.certificate(),
                outcome.llm());
    }

    private void requireFeasible(Network network) {
        List<InfeasibleException.StationNeed> failed = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        for (int k = 0; k < network.stations(); k++) {
            SensingNeed need = network.needs().get(k);
            if (!need.infeasible()) {
                continue;
            }
            failed.add(
                    new InfeasibleException.StationNeed(
                            k, need.lowerBound(), need.deltaD(), need.deltaE()));
            message.append(message.isEmpty() ? "" : "\n").append(explain(k, need));
        }
        if (!failed.isEmpty()) {
            throw new InfeasibleException(message.toString(), failed);
        }
    }

    private String explain(int station, SensingNeed need) {
        if (!Double.isFinite(need.lowerBound())) {
            return String.format(
                    Locale.ROOT,
                    "base station %d: no power meets the CRB constraint (27b): its estimation target"
                            + " cannot be resolved by this array (%d antennas, angle %.6g rad)",
                    station,
                    instance.antennas(),
                    instance.baseStations().get(station).estimationTarget().angleRad());
        }
        double power = need.lowerBound() * instance.maxPowerW();
        return String.format(
                Locale.ROOT,
                "base station %d: sensing needs %.6gx the power budget (%.6g W of %.6g W):"
                        + " radar SNR (27a) alone needs %.6gx, CRB (27b) alone %.6gx",
                station,
                need.lowerBound(),
                power,
                instance.maxPowerW(),
                need.deltaD(),
                need.deltaE());
    }
}
