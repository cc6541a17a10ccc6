package org.beamforge.benchmark;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.tensor.ComplexTensor;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.LinearMaps;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The products of an iteration alone, as batched products of the engine: Y = A X and X = A^H Y for
 * A: [batch, rows, inner], X: [batch, inner, cols].
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProductBenchmark {
    @Param({"java", "nd4j"})
    public String engine;

    @Param("24")
    public int rows;

    @Param("13")
    public int inner;

    @Param("34")
    public int cols;

    @Param({"8", "128"})
    public int batch;

    private LinearMaps maps;
    private ComplexTensor x;
    private ComplexTensor y;

    @Setup
    public void setUp() {
        maps = Engines.create(engine, KernelProvider.best()).linearMaps(batch, rows, inner, cols);
        Random random = new Random(1);
        // Entries of this size keep X from growing or vanishing under A^H A.
        double size = 1 / Math.sqrt(2.0 * (rows + inner));
        for (int b = 0; b < batch; b++) {
            maps.set(b, gaussian(rows * inner, size, random), 0);
        }
        x = ComplexTensor.allocate(batch, inner, cols);
        y = ComplexTensor.allocate(batch, rows, cols);
        SplitComplex start = gaussian(batch * inner * cols, 1, random);
        System.arraycopy(start.re(), 0, x.planes().re(), 0, start.length());
        System.arraycopy(start.im(), 0, x.planes().im(), 0, start.length());
    }

    private static SplitComplex gaussian(int length, double size, Random random) {
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = size * random.nextGaussian();
            z.im()[i] = size * random.nextGaussian();
        }
        return z;
    }

    /** Units are pairs of products. */
    @Benchmark
    public void both(Meter meter) {
        meter.start();
        maps.apply(batch, x, y);
        maps.applyAdjoint(batch, y, x);
        meter.stop(batch, 0);
    }

    @TearDown
    public void tearDown() {
        maps.close();
    }
}
