package org.beamforge.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.mmadmm.MmIterations;
import org.beamforge.tensor.Engines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One iteration of Algorithm 2, per problem; a run of so many from the start is what is timed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MmAdmmBenchmark {
    @Param({"java", "nd4j"})
    public String engine;

    @Param({"full", "compressed"})
    public String dimension;

    @Param("24")
    public int antennas;

    @Param("10")
    public int users;

    @Param("1")
    public int batch;

    /** Accepted iterations of a run. */
    @Param("100")
    public int iterations;

    private MmIterations work;

    /** Different problems at least, because they differ in the time that (59c) takes. */
    private static final int PROBLEMS = 10;

    /** At most, because making them takes longer than measuring. */
    private static final int MOST = 50;

    /** Beyond this M so many would not fit into memory in full dimension. */
    private static final int HUGE = 2048;

    @Setup
    public void setUp() {
        boolean huge = dimension.equals("full") && antennas > HUGE;
        int different = huge ? 1 : Math.min(MOST, Math.max(batch, PROBLEMS));
        List<BeamProblem> problems =
                Problems.list(antennas, users, dimension.equals("full"), different);
        work =
                new MmIterations(
                        Engines.create(engine, KernelProvider.best()),
                        problems,
                        Math.max(batch, different),
                        batch,
                        iterations);
    }

    @Benchmark
    public void iterate(Meter meter) {
        meter.start();
        meter.stop(work.run(), 0);
    }

    @TearDown
    public void tearDown() {
        work.close();
    }
}
