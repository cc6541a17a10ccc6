package org.beamforge.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Time to a feasible result within 0.1 % of the best value known, mean over the problems. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TargetBenchmark {
    @Param({"mm-admm", "exact-fp"})
    public String solver;

    @Param("24")
    public int antennas;

    @Param({"4", "10"})
    public int users;

    private TargetRuns runs;

    @Setup
    public void setUp() {
        runs = TargetRuns.of(solver, antennas, users);
    }

    /** Units are problems brought to the target, items the problems missed in every run. */
    @Benchmark
    public void reach(Meter meter) {
        meter.start();
        long reached = runs.solve();
        meter.stop(reached, runs.missed());
    }

    @TearDown
    public void tearDown() {
        runs.close();
    }
}
