package org.beamforge.solver.mmadmm;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.beamforge.benchmark.Problems;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;

/**
 * Memory over 1e5 iterations of a batch that does not end, M = 8, N = 2, full dimension: what the
 * thread allocates on the heap, what javacpp holds outside it and the resident set of the process.
 * Linux only.
 */
public final class MemoryGrowth {
    private static final int ANTENNAS = 8;
    private static final int USERS = 2;
    private static final int PROBLEMS = 8;
    private static final int ITERATIONS = 100_000;

    /** Slow enough to go on for all iterations; rho stays at its floor for most of them. */
    private static final Schedule ENDLESS =
            new Schedule("endless", 30, 0.9, 0.01, 10 * ITERATIONS, true);

    private MemoryGrowth() {}

    /** Runs both loops on both engines and prints a table. */
    public static void print(PrintStream out) {
        out.println("| loop | engine | iterations | allocated, kB | off heap, kB | resident, MB |");
        out.println("|---|---|---|---|---|---|");
        for (String name : List.of("java", "nd4j")) {
            TensorEngine engine = Engines.create(name, KernelProvider.best());
            try (MmAdmm loop = new MmAdmm(engine, ENDLESS, PROBLEMS, ANTENNAS, USERS)) {
                run("one at a time", name, engine, loop, out);
            }
            try (LaneBatch loop = new LaneBatch(engine, ENDLESS, PROBLEMS, ANTENNAS, USERS)) {
                run("lanes", name, engine, loop, out);
            }
        }
    }

    private static void run(
            String what, String name, TensorEngine engine, LoopBatch loop, PrintStream out) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        TreeMap<Integer, long[]> marks = new TreeMap<>();
        BeamListener listener =
                (position, k, rate, primal, dual, violation, rho, adapted) -> {
                    // The last ones are left to the problems that are not at the mark yet.
                    if (position == 0 && k % 19_000 == 0) {
                        marks.put(
                                k,
                                new long[] {
                                    threads.getCurrentThreadAllocatedBytes() >> 10,
                                    org.bytedeco.javacpp.Pointer.totalBytes() >> 10,
                                    resident() >> 10
                                });
                    }
                };
        loop.solve(jobs(engine), 0, ITERATIONS, Cancellation.none(), listener);
        long before = marks.firstEntry().getValue()[0];
        marks.forEach(
                (k, mark) ->
                        out.printf(
                                "| %s | %s | %,d | %,d | %,d | %,d |%n",
                                what, name, k, mark[0] - before, mark[1], mark[2]));
    }

    private static List<AdmmProblem> jobs(TensorEngine engine) {
        List<AdmmProblem> jobs = new ArrayList<>();
        for (BeamProblem problem : Problems.list(ANTENNAS, USERS, true, PROBLEMS)) {
            Coordinates coordinates = Coordinates.of(problem);
            SplitComplex x =
                    new StartingBeams(engine.kernels())
                            .of(
                                    coordinates.problem(),
                                    SensingFeasibility.of(coordinates.problem(), engine.kernels()),
                                    USERS + ANTENNAS,
                                    0,
                                    Initialisation.MATCHED_FILTER,
                                    1);
            jobs.add(new AdmmProblem(coordinates, jobs.size(), 0, x));
        }
        return jobs;
    }

    /** Resident set of this process, kB. */
    private static long resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("/proc/self/status has no VmRSS");
    }
}
