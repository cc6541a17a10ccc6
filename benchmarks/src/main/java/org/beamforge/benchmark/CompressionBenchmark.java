package org.beamforge.benchmark;

import java.util.concurrent.TimeUnit;
import org.beamforge.model.CanonicalProblem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The compression itself: basis of one base station and the problem of all users in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompressionBenchmark {
    private static final int REPETITIONS = 20;

    @Param("1024")
    public int antennas;

    @Param("10")
    public int users;

    private CanonicalProblem canonical;

    @Setup
    public void setUp() {
        canonical = Problems.canonical(antennas, users, 1);
    }

    @Benchmark
    public void compress(Meter meter, Blackhole sink) {
        meter.start();
        for (int i = 0; i < REPETITIONS; i++) {
            sink.consume(Problems.all(canonical, false));
        }
        meter.stop(REPETITIONS, 0);
    }
}
