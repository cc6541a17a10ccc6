package org.beamforge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.CudaFailure;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;

/**
 * Decides for {@code auto} whether the work at hand goes to the CPU or to the GPU: a sample of it
 * is solved on both, the faster engine has it. What is cheap comes first, so that a machine without
 * a driver only looks for a file, and one with too little work does not start its GPU.
 */
final class EngineTrial {
    /** From this many problems on, the work is worth a trial; so many take a core some 0.3 s. */
    static final long MANY = 2_000;

    /** From this dimension on, every single problem is; it is that of antennas then. */
    static final int LARGE = 256;

    /** Work that takes the CPU less than this is done before a GPU has started, s. */
    private static final double LEAST_SECONDS = 3;

    /** What the GPU has to be faster by, so that the choice is no matter of noise. */
    private static final double FASTER = 1.2;

    /** The virtual machine compiles the hot loops while it warms up, s. */
    private static final double WARM_UP_SECONDS = 0.7;

    private static final int WARM_UP = 128;

    /** Problems of the sample where there are many, and where they are large. */
    static final int SAMPLE = 2_048;

    private static final int LARGE_SAMPLE = 2;

    /** Large problems are run for a few iterations only, of about so many. */
    private static final int LARGE_ITERATIONS = 10;

    private static final int USUAL_ITERATIONS = 100;

    /** Rates that differ by more relatively count as different, and so many of them may be. */
    private static final double AGREEMENT = 1e-6;

    private static final double MOST_PARTED = 0.05;

    /** The GPU as far as a trial needs it. */
    interface Gpu {
        /** Why there can be none, found without starting anything; empty if there may be one. */
        Optional<String> missing();

        /**
         * Starts it, self-tests included.
         *
         * @throws CudaFailure if it cannot be used, with the reason in one line
         */
        BeamformingSolver open();
    }

    /**
     * What was decided.
     *
     * @param gpu the GPU, open, if it has the work
     * @param line the decision and why, in one line
     * @param secondsEach if the work is too little for a GPU, what a problem of it takes the CPU,
     *     s; else NaN
     */
    record Verdict(Optional<BeamformingSolver> gpu, String line, double secondsEach) {
        /** Whether nothing speaks against the GPU but that there is so little work. */
        boolean tooLittle() {
            return !Double.isNaN(secondsEach);
        }

        private static Verdict java(String reason) {
            String flat = reason.lines().findFirst().orElse("");
            return new Verdict(Optional.empty(), "auto: java, " + flat, Double.NaN);
        }

        private static Verdict little(double whole, double secondsEach) {
            return new Verdict(
                    Optional.empty(),
                    text(
                            "auto: java, about %.1f s of work on the CPU, too little to start a GPU for",
                            whole),
                    secondsEach);
        }
    }

    private final BeamformingSolver cpu;
    private final Gpu gpu;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    EngineTrial(BeamformingSolver cpu, Gpu gpu, LongSupplier nanoTime) {
        this.cpu = cpu;
        this.gpu = gpu;
        this.nanoTime = nanoTime;
    }

    /** Whether the CPU is done with work before a GPU has started. */
    static boolean tooLittle(double seconds) {
        return seconds < LEAST_SECONDS;
    }

    /** Whether there may be a GPU, found without starting anything. */
    boolean possible() {
        return gpu.missing().isEmpty();
    }

    /** The clock that the trial goes by, ns. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Whether work is large enough for the choice of the engine to matter. */
    static boolean matters(List<BeamProblem> batch, long coming) {
        return coming >= MANY || !batch.isEmpty() && large(batch);
    }

    /** Whether every single problem is worth a trial. */
    static boolean large(List<BeamProblem> batch) {
        return batch.stream().anyMatch(problem -> problem.dimension() >= LARGE);
    }

    /**
     * Decides.
     *
     * @param batch the first part of the work, not empty
     * @param coming problems of all parts together
     * @param spent what work of this kind has taken the CPU before, s; as much may follow
     * @return nothing if a request to stop came before the decision
     */
    Optional<Verdict> decide(
            List<BeamProblem> batch,
            long coming,
            double spent,
            BeamSettings settings,
            Cancellation stop) {
        Optional<String> missing = gpu.missing();
        if (missing.isPresent()) {
            return Optional.of(Verdict.java(missing.get()));
        }
        boolean large = large(batch);
        List<BeamProblem> sample = spread(batch, large ? LARGE_SAMPLE : SAMPLE);
        BeamSettings trial = large ? shortened(settings) : settings;
        double shortening =
                large ? (double) settings.starts() * USUAL_ITERATIONS / trial.maxIterations() : 1;
        warmUp(sample, trial, large, stop);
        Run onCpu = run(cpu, sample, trial, stop);
        double each = shortening * onCpu.seconds / sample.size();
        double whole = spent + coming * each;
        if (stop.shouldStop()) {
            return Optional.empty();
        }
        if (tooLittle(whole)) {
            return Optional.of(Verdict.little(whole, each));
        }
        return onGpu(sample, trial, onCpu, stop, large);
    }

    private Optional<Verdict> onGpu(
            List<BeamProblem> sample,
            BeamSettings trial,
            Run onCpu,
            Cancellation stop,
            boolean large) {
        BeamformingSolver open;
        try {
            open = gpu.open();
        } catch (CudaFailure e) {
            return Optional.of(Verdict.java("cuda cannot be used: " + e.getMessage()));
        }
        boolean kept = false;
        try {
            run(open, sample, trial, stop); // buffers are allocated, kernels loaded
            Run onGpu = run(open, sample, trial, stop);
            if (stop.shouldStop()) {
                return Optional.empty();
            }
            Optional<String> fault = disagreement(onCpu.results, onGpu.results);
            if (fault.isPresent()) {
                return Optional.of(Verdict.java(fault.get()));
            }
            String measured =
                    text(
                            "measured on %d problem%s%s",
                            sample.size(),
                            sample.size() == 1 ? "" : "s",
                            large ? text(", %d iterations each", trial.maxIterations()) : "");
            double cpuRate = sample.size() / onCpu.seconds;
            double gpuRate = sample.size() / onGpu.seconds;
            if (gpuRate < FASTER * cpuRate) {
                return Optional.of(
                        Verdict.java(
                                text(
                                        "%s problems/s against %s on the GPU, %s",
                                        rate(cpuRate), rate(gpuRate), measured)));
            }
            kept = true;
            return Optional.of(
                    new Verdict(
                            Optional.of(open),
                            text(
                                    "auto: cuda, %s problems/s against %s on the CPU, %s",
                                    rate(gpuRate), rate(cpuRate), measured),
                            Double.NaN));
        } catch (CudaFailure e) {
            return Optional.of(Verdict.java("cuda failed in its trial: " + e.getMessage()));
        } finally {
            if (!kept) {
                open.close();
            }
        }
    }

    private static BeamSettings shortened(BeamSettings settings) {
        return new BeamSettings(
                settings.tolerance(),
                1,
                Math.min(LARGE_ITERATIONS, settings.maxIterations()),
                settings.seed());
    }

    /** At most {@code count} members, evenly spread. */
    private static List<BeamProblem> spread(List<BeamProblem> batch, int count) {
        int size = Math.min(count, batch.size());
        List<BeamProblem> sample = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            sample.add(batch.get((int) ((long) i * batch.size() / size)));
        }
        return sample;
    }

    private void warmUp(
            List<BeamProblem> sample, BeamSettings trial, boolean large, Cancellation stop) {
        List<BeamProblem> few = large ? spread(sample, 1) : spread(sample, WARM_UP);
        double spent = 0;
        while (spent < WARM_UP_SECONDS && !stop.shouldStop()) {
            // A clock that stands still must not make this endless.
            spent += Math.max(WARM_UP_SECONDS / 100, run(cpu, few, trial, stop).seconds);
        }
    }

    private record Run(double seconds, List<BeamResult> results) {}

    private Run run(
            BeamformingSolver solver,
            List<BeamProblem> sample,
            BeamSettings settings,
            Cancellation stop) {
        long began = nanoTime.getAsLong();
        List<BeamResult> results = solver.solve(sample, settings, stop, BeamListener.NONE);
        return new Run(Math.max(1e-9, 1e-9 * (nanoTime.getAsLong() - began)), results);
    }

    /** What speaks against the GPU: more results that differ than rounding can part. */
    private static Optional<String> disagreement(List<BeamResult> cpu, List<BeamResult> gpu) {
        int parted = 0;
        double furthest = 0;
        for (int i = 0; i < cpu.size(); i++) {
            double want = cpu.get(i).rateNats();
            double off = Math.abs(gpu.get(i).rateNats() - want) / Math.max(1e-3, want);
            if (!(off <= AGREEMENT)) {
                parted++;
                furthest = Double.isNaN(off) ? off : Math.max(furthest, off);
            }
        }
        return parted <= MOST_PARTED * cpu.size()
                ? Optional.empty()
                : Optional.of(
                        text(
                                "cuda differs from the CPU in %d of %d problems, by up to %.1e",
                                parted, cpu.size(), furthest));
    }

    private static String rate(double perSecond) {
        return text(perSecond < 10 ? "%.2f" : "%,.0f", perSecond);
    }

    private static String text(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
