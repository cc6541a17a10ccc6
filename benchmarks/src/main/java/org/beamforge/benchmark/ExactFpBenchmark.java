package org.beamforge.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** exact-fp on one thread: 50 compressed problems of M = 16, to 1e-5 relative. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExactFpBenchmark {
    private static final int ANTENNAS = 16;
    private static final int PROBLEMS = 50;

    @Param({"4", "8"})
    public int users;

    @Param({"1", "3"})
    public int starts;

    private ExactFpSolver solver;
    private List<BeamProblem> problems;

    @Setup
    public void setUp() {
        solver = new ExactFpSolver(KernelProvider.best(), 1);
        problems = Problems.list(ANTENNAS, users, false, PROBLEMS);
    }

    /** Units are problems, items FP steps. */
    @Benchmark
    public void solve(Meter meter) {
        meter.start();
        List<BeamResult> results =
                solver.solve(
                        problems,
                        new BeamSettings(1e-5, starts, 600, 1),
                        Cancellation.none(),
                        BeamListener.NONE);
        meter.stop(results.size(), results.stream().mapToLong(BeamResult::outerIterations).sum());
    }

    @TearDown
    public void tearDown() {
        solver.close();
    }
}
