package org.beamforge.benchmark;

import java.util.concurrent.TimeUnit;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.mmadmm.CapturedStep;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One QCQP (59), taken from the middle of a run in full dimension, by interior-point methods. */
public class QcqpBenchmark {
    private QcqpBenchmark() {}

    /** MM iterations before the QCQP is taken. */
    static final int BEFORE = 10;

    static CapturedStep capture(int antennas, int users) {
        return CapturedStep.of(
                Problems.all(Problems.canonical(antennas, users, 1), true),
                BEFORE,
                KernelProvider.best());
    }

    /** Our own primal-dual method on OpenBLAS. */
    @State(Scope.Benchmark)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public static class Newton {
        @Param("24")
        public int antennas;

        @Param("10")
        public int users;

        /** Threads of OpenBLAS. */
        @Param("1")
        public int threads;

        private Hessian hessian;
        private InteriorPoint method;

        @Setup
        public void setUp() {
            DenseQcqp qcqp = capture(antennas, users).qcqp();
            openblas_nolapack.blas_set_num_threads(threads);
            hessian = new ComplexHessian(qcqp);
            method = new InteriorPoint(qcqp, hessian);
        }

        /** Units are solves, items Newton steps. */
        @Benchmark
        public InteriorPoint.Solution solve(Meter meter) {
            meter.start();
            InteriorPoint.Solution solution = method.solve();
            meter.stop(1, solution.iterations());
            return solution;
        }

        @TearDown
        public void tearDown() {
            hessian.close();
        }
    }

    /** The library joptimizer. */
    @State(Scope.Benchmark)
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public static class Joptimizer {
        @Param("8")
        public int antennas;

        @Param("4")
        public int users;

        private JoptimizerQcqp method;

        @Setup
        public void setUp() {
            org.apache.log4j.LogManager.getRootLogger().setLevel(org.apache.log4j.Level.OFF);
            method = new JoptimizerQcqp(capture(antennas, users).qcqp());
        }

        @Benchmark
        public double[] solve(Meter meter) {
            meter.start();
            double[] w = method.solve();
            meter.stop(1, 0);
            return w;
        }
    }
}
