package org.beamforge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamforge.association.AssociationMethod;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/**
 * How to solve. Build with {@link #builder()}; immutable.
 *
 * @param scheme how the association is found; default joint
 * @param fixedAssociation the association for {@link Scheme#FIXED}
 * @param customMethod the method for {@link Scheme#LLM}, or one of your own
 * @param solver beamforming solver; default exact-fp
 * @param fullDimension whether to skip the lossless compression of the antenna dimension
 * @param schedule penalty and bounds of mm-admm; default scaled
 * @param start what mm-admm starts from; default auto, what suits the schedule
 * @param backend engine; default auto
 * @param devices GPUs for the engine cuda, numbered as the driver does; default (empty) all
 * @param rates rate matrix of step 1 of Algorithm 3; default potential
 * @param starts starting points per beamforming problem, 1..64; default 3; the problems of the
 *     final association get at least 8
 * @param seed seed of random starting points
 * @param threads worker threads; 0 (default) means one per processor
 * @param prune joint only: branch and bound (default) or the full value table
 * @param gap joint only: relative gap at which the search stops; default 1e-6
 * @param timeLimitSeconds wall time after which the best found is returned; default none
 * @param maxAlternations limit on the iterations of Algorithm 3; default 20
 * @param tolerance relative objective accuracy of beamforming; default 1e-6. Where sensing takes
 *     over 0.99 of the power, rounding can leave a single user up to 1e-4 short, which counts as
 *     solved
 */
public record SolveSettings(
        Scheme scheme,
        Optional<Association> fixedAssociation,
        Optional<AssociationMethod> customMethod,
        SolverKind solver,
        boolean fullDimension,
        ScheduleKind schedule,
        StartKind start,
        BackendKind backend,
        List<Integer> devices,
        RateSource rates,
        int starts,
        long seed,
        int threads,
        boolean prune,
        double gap,
        double timeLimitSeconds,
        int maxAlternations,
        double tolerance) {

    public SolveSettings {
        devices = List.copyOf(devices);
        if (devices.stream().anyMatch(d -> d < 0) || Set.copyOf(devices).size() < devices.size()) {
            throw new InvalidInputException(
                    "settings: devices: expected different numbers from 0 on, found " + devices);
        }
        if (scheme == Scheme.FIXED && fixedAssociation.isEmpty()) {
            throw new InvalidInputException("settings: scheme fixed needs an association");
        }
        if (scheme == Scheme.LLM && customMethod.isEmpty()) {
            throw new InvalidInputException("settings: scheme llm needs a configured LLM method");
        }
        range("starts", starts, 1, 64);
        range("threads", threads, 0, 4096);
        range("maxAlternations", maxAlternations, 1, 10_000);
        range("gap", gap, 0, 1);
        range("timeLimitSeconds", timeLimitSeconds, 0, Double.POSITIVE_INFINITY);
        range("tolerance", tolerance, 1e-9, 1e-2);
    }

    private static void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidInputException(
                    "settings: %s: expected %d..%d, found %d".formatted(name, least, most, value));
        }
    }

    private static void range(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidInputException(
                    "settings: %s: expected %s..%s, found %s".formatted(name, least, most, value));
        }
    }

    public static SolveSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Worker threads to use, at least 1. */
    public int effectiveThreads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** Collects settings; every one has a default. */
    public static final class Builder {
        private Scheme scheme = Scheme.JOINT;
        private Optional<Association> fixedAssociation = Optional.empty();
        private Optional<AssociationMethod> customMethod = Optional.empty();
        private SolverKind solver = SolverKind.EXACT_FP;
        private boolean fullDimension;
        private ScheduleKind schedule = ScheduleKind.SCALED;
        private StartKind start = StartKind.AUTO;
        private BackendKind backend = BackendKind.AUTO;
        private List<Integer> devices = List.of();
        private RateSource rates = RateSource.POTENTIAL;
        private int starts = 3;
        private long seed = 1;
        private int threads;
        private boolean prune = true;
        private double gap = 1e-6;
        private double timeLimitSeconds = Double.POSITIVE_INFINITY;
        private int maxAlternations = 20;
        private double tolerance = 1e-6;

        private Builder() {}

        public Builder scheme(Scheme value) {
            scheme = value;
            return this;
        }

        /** Keeps this association and solves beamforming only. */
        public Builder fixed(Association value) {
            scheme = Scheme.FIXED;
            fixedAssociation = Optional.of(value);
            return this;
        }

        /** Uses this method in step 1 of Algorithm 3. */
        public Builder method(AssociationMethod value) {
            scheme = Scheme.LLM;
            customMethod = Optional.of(value);
            return this;
        }

        public Builder solver(SolverKind value) {
            solver = value;
            return this;
        }

        public Builder fullDimension(boolean value) {
            fullDimension = value;
            return this;
        }

        public Builder schedule(ScheduleKind value) {
            schedule = value;
            return this;
        }

        public Builder start(StartKind value) {
            start = value;
            return this;
        }

        public Builder backend(BackendKind value) {
            backend = value;
            return this;
        }

        /** Uses these GPUs; none means all. */
        public Builder devices(List<Integer> value) {
            devices = value;
            return this;
        }

        public Builder rates(RateSource value) {
            rates = value;
            return this;
        }

        public Builder starts(int value) {
            starts = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder threads(int value) {
            threads = value;
            return this;
        }

        public Builder prune(boolean value) {
            prune = value;
            return this;
        }

        public Builder gap(double value) {
            gap = value;
            return this;
        }

        public Builder timeLimitSeconds(double value) {
            timeLimitSeconds = value;
            return this;
        }

        public Builder maxAlternations(int value) {
            maxAlternations = value;
            return this;
        }

        public Builder tolerance(double value) {
            tolerance = value;
            return this;
        }

        public SolveSettings build() {
            return new SolveSettings(
                    scheme,
                    fixedAssociation,
                    customMethod,
                    solver,
                    fullDimension,
                    schedule,
                    start,
                    backend,
                    devices,
                    rates,
                    starts,
                    seed,
                    threads,
                    prune,
                    gap,
                    timeLimitSeconds,
                    maxAlternations,
                    tolerance);
        }
    }
}
