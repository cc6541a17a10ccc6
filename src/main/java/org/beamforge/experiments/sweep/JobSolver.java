package org.beamforge.experiments.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamforge.BackendKind;
import org.beamforge.Backends;
import org.beamforge.Beamforge;
import org.beamforge.Certificate;
import org.beamforge.InfeasibleException;
import org.beamforge.Scheme;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.association.LlmReport;
import org.beamforge.association.NoAssociationException;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.ScenarioSettings;

/** Solves single jobs. A result depends on the job alone, never on threads or order. */
final class JobSolver {
    /** Starting points where the joint optimum takes over another scheme's association. */
    private static final int CORRECTION_STARTS = 16;

    /** What another scheme must be better by to count, bit/s/Hz. */
    static final double CORRECTION_THRESHOLD = 1e-9;

    /** Relative rounding by which a rate may exceed its bound. */
    private static final double BOUND_TOLERANCE = 1e-6;

    private final SweepConfig config;
    private final List<ScenarioSettings> points;
    private final Optional<LlmScheme> llm;
    private final Cancellation cancellation;

    JobSolver(SweepConfig config, Optional<LlmScheme> llm, Cancellation cancellation) {
        if (config.usesLlm() && llm.isEmpty()) {
            throw new InvalidInputException(
                    "schemes: llm needs an LLM, and none is configured\nMaybe leave it out.");
        }
        this.config = config;
        points = config.points();
        this.llm = llm;
        this.cancellation = cancellation;
    }

    /**
     * Solves one scheme on one draw.
     *
     * @param others results of the other schemes on the same draw; the joint optimum is never worse
     * @return nothing if the run was cancelled on the way
     */
    Optional<ResultRow> solve(
            Instance instance, int point, int draw, SweepScheme scheme, List<ResultRow> others) {
        long began = System.nanoTime();
        Solution solution;
        try {
            solution = run(instance, settings(scheme, point, draw));
        } catch (NoAssociationException e) {
            // An interrupted model has not failed: the job is left for --resume.
            if (cancellation.cancelled()) {
                return Optional.empty();
            }
            throw e;
        } catch (InfeasibleException e) {
            ResultRow none = infeasible(point, draw, scheme, (System.nanoTime() - began) * 1e-9);
            return Optional.of(
                    scheme.scheme() == Scheme.JOINT ? corrected(instance, none, others) : none);
        }
        if (solution.status() == SolveStatus.CANCELLED || cancellation.cancelled()) {
            return Optional.empty();
        }
        ResultRow row = row(solution, point, draw, scheme);
        if (scheme.scheme() != Scheme.JOINT) {
            return Optional.of(row);
        }
        ResultRow corrected = corrected(instance, row, others);
        return cancellation.cancelled() ? Optional.empty() : Optional.of(corrected);
    }

    private Solution run(Instance instance, SolveSettings settings) {
        return Beamforge.solve(instance, settings, ProgressListener.NONE, cancellation);
    }

    private SolveSettings settings(SweepScheme scheme, int point, int draw) {
        SolveSettings.Builder builder = common(draw).scheme(scheme.scheme());
        if (scheme.scheme() == Scheme.LLM) {
            builder.method(llm.orElseThrow().methods().apply(name(scheme, point, draw)));
        }
        return builder.rates(scheme.rates()).build();
    }

    /** Names a solve by its parameters, so that it has the same name in every sweep and shard. */
    private String name(SweepScheme scheme, int point, int draw) {
        ScenarioSettings settings = points.get(point);
        StringBuilder name = new StringBuilder(scheme.label());
        for (GridParameter parameter : GridParameter.values()) {
            name.append(' ')
                    .append(parameter.key())
                    .append('=')
                    .append(parameter.text(parameter.of(settings)));
        }
        return name.append(" seed=").append(config.seed() + draw).toString();
    }

    private SolveSettings.Builder common(int draw) {
        return engine(config).starts(config.starts()).seed(config.seed() + draw).threads(1);
    }

    /** Keeps the engine of the jobs open between them. */
    static Backends.Held hold(SweepConfig config) {
        return Backends.hold(engine(config).build());
    }

    /**
     * Solver and engine; the CPU for {@code auto}: engines agree to 1e-9, not in every bit, and a
     * result must not depend on which machine had a GPU and how fast that was.
     */
    private static SolveSettings.Builder engine(SweepConfig config) {
        boolean auto = config.backend() == BackendKind.AUTO;
        return SolveSettings.builder()
                .solver(config.solver())
                .backend(auto ? BackendKind.JAVA : config.backend());
    }

    private static ResultRow row(Solution solution, int point, int draw, SweepScheme scheme) {
        boolean feasible = solution.status().hasFeasiblePoint();
        Optional<Certificate> certificate = solution.certificate().filter(c -> feasible);
        return new ResultRow(
                point,
                draw,
                scheme.label(),
                solution.status(),
                feasible ? solution.sumRate() : Double.NaN,
                certificate.map(Certificate::upperBound).orElse(Double.NaN),
                certificate.map(Certificate::partitionOptimal).orElse(false),
                false,
                feasible
                        ? Arrays.stream(solution.association().toArray()).boxed().toList()
                        : List.of(),
                solution.llm().map(LlmReport::fallbackUsed),
                solution.iterations(),
                alternations(solution.trace()),
                solution.seconds());
    }

    private static List<Double> alternations(List<IterationRecord> trace) {
        List<Double> rates = new ArrayList<>();
        for (IterationRecord record : trace) {
            if (record.stage().equals("ao")) {
                rates.add(record.sumRate());
            }
        }
        return rates;
    }

    private static ResultRow infeasible(int point, int draw, SweepScheme scheme, double seconds) {
        return new ResultRow(
                point,
                draw,
                scheme.label(),
                SolveStatus.INFEASIBLE,
                Double.NaN,
                Double.NaN,
                false,
                false,
                List.of(),
                Optional.empty(),
                0,
                List.of(),
                seconds);
    }

    /**
     * Takes over the best other association if it beats the joint search, whose values are
     * stationary points: then one of them was a local optimum, or the difference is within the gap
     * at which the search stops. The proven upper bound holds all the same.
     *
     * @throws IllegalStateException if another scheme refutes the joint search: it has a feasible
     *     point where that has none, or a rate above the proven bound
     */
    ResultRow corrected(Instance instance, ResultRow joint, List<ResultRow> others) {
        ResultRow best = joint;
        for (ResultRow other : others) {
            if (other.feasible() && !(other.sumRate() <= best.sumRate() + CORRECTION_THRESHOLD)) {
                best = other;
            }
        }
        if (best == joint) {
            return joint;
        }
        if (!joint.feasible()) {
            if (joint.status() != SolveStatus.INFEASIBLE) {
                return joint; // its status says that there is no figure, and is counted
            }
            throw refuted(joint, best, "no feasible point, status " + joint.status());
        }
        int[] association = best.association().stream().mapToInt(Integer::intValue).toArray();
        Solution again =
                run(
                        instance,
                        common(joint.draw())
                                .fixed(Association.of(instance.stations(), association))
                                .starts(Math.max(CORRECTION_STARTS, config.starts()))
                                .build());
        double sumRate = Math.max(best.sumRate(), again.sumRate());
        if (sumRate > joint.upperBound() * (1 + BOUND_TOLERANCE)) {
            throw refuted(joint, best, "the proven upper bound " + joint.upperBound());
        }
        double gain = sumRate - joint.sumRate();
        boolean withinGap = gain <= SolveSettings.defaults().gap() * sumRate;
        return new ResultRow(
                joint.point(),
                joint.draw(),
                joint.scheme(),
                joint.status(),
                sumRate,
                Math.max(joint.upperBound(), sumRate), // equal up to rounding if it is the rate
                joint.closed() && withinGap,
                !withinGap,
                best.association(),
                Optional.empty(),
                joint.iterations() + again.iterations(),
                List.of(),
                joint.seconds() + again.seconds());
    }

    private IllegalStateException refuted(ResultRow joint, ResultRow other, String claim) {
        return new IllegalStateException(
                "point %d, draw %d (seed %d): joint has %s, but %s reaches %s bit/s/Hz"
                        .formatted(
                                joint.point(),
                                joint.draw(),
                                config.seed() + joint.draw(),
                                claim,
                                other.scheme(),
                                other.sumRate()));
    }
}
