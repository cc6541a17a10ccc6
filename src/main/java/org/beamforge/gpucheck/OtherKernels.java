package org.beamforge.gpucheck;

import java.util.SplittableRandom;
import org.beamforge.cuda.CudaArrays;
import org.beamforge.cuda.CudaRoofline;
import org.beamforge.kernel.SplitComplex;

/**
 * The kernels that solve nothing, on sizes that compute-sanitizer gets through: gram, basis,
 * expand, copy and fma. Sizes are not multiples of a tile.
 */
final class OtherKernels {
    private static final double AGREEMENT = 1e-11;
    private static final int BATCH = 2;
    private static final int COUNT = 37;
    private static final int LENGTH = 75;
    private static final long COPY_BYTES = 1L << 20;
    private static final int FMA_ROUNDS = 10;

    private OtherKernels() {}

    static void run(Report report, Targets targets) {
        report.section("Arrays and rooflines, small");
        SplittableRandom random = new SplittableRandom(1);
        SplitComplex vectors = SplitComplex.allocate(BATCH * COUNT * LENGTH);
        for (int i = 0; i < vectors.length(); i++) {
            vectors.re()[i] = random.nextGaussian();
            vectors.im()[i] = random.nextGaussian();
        }
        double gram;
        double expansion;
        try (CudaArrays arrays = CudaArrays.open(0)) {
            gram = gramOff(vectors, arrays.gram(BATCH, COUNT, LENGTH, vectors));
            CudaArrays.Bases bases = arrays.bases(BATCH, COUNT, LENGTH, vectors);
            // The vectors again, from basis and coordinates v_c = sum_j q_j (q_j^H v_c).
            SplitComplex back =
                    arrays.expand(
                            BATCH,
                            COUNT,
                            LENGTH,
                            COUNT,
                            bases.basis(),
                            transposed(bases.coordinates()));
            expansion = expansionOff(vectors, back);
        }
        String measured = "off by %.1e and %.1e".formatted(gram, expansion);
        report.line("- gram, and expand after basis: " + measured);
        targets.require(
                "Gram matrices, and vectors expanded from their bases",
                gram <= AGREEMENT && expansion <= AGREEMENT,
                measured);
        CudaRoofline roofline = CudaRoofline.measure(0, COPY_BYTES, FMA_ROUNDS);
        boolean ran = roofline.bytesPerSecond() > 0 && roofline.flopsPerSecond() > 0;
        targets.require("copy and multiply-add", ran, ran ? "both ran" : roofline.toString());
    }

    /** Largest difference of A A^H from what it should be, relative to the length. */
    private static double gramOff(SplitComplex v, SplitComplex gram) {
        double worst = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int c = 0; c < COUNT; c++) {
                for (int d = 0; d < COUNT; d++) {
                    double re = 0;
                    double im = 0;
                    for (int i = 0; i < LENGTH; i++) {
                        int x = (b * COUNT + c) * LENGTH + i;
                        int y = (b * COUNT + d) * LENGTH + i;
                        re += v.re()[x] * v.re()[y] + v.im()[x] * v.im()[y];
                        im += v.im()[x] * v.re()[y] - v.re()[x] * v.im()[y];
                    }
                    int at = (b * COUNT + c) * COUNT + d;
                    worst = worse(worst, (gram.re()[at] - re) / LENGTH);
                    worst = worse(worst, (gram.im()[at] - im) / LENGTH);
                }
            }
        }
        return worst;
    }

    private static double expansionOff(SplitComplex v, SplitComplex back) {
        double worst = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int c = 0; c < COUNT; c++) {
                for (int i = 0; i < LENGTH; i++) {
                    int at = (b * LENGTH + i) * COUNT + c;
                    int of = (b * COUNT + c) * LENGTH + i;
                    worst = worse(worst, back.re()[at] - v.re()[of]);
                    worst = worse(worst, back.im()[at] - v.im()[of]);
                }
            }
        }
        return worst;
    }

    /** NaN is the worst. */
    private static double worse(double worst, double difference) {
        return Math.max(worst, Math.abs(difference));
    }

    private static SplitComplex transposed(SplitComplex square) {
        SplitComplex out = SplitComplex.allocate(square.length());
        for (int b = 0; b < BATCH; b++) {
            for (int c = 0; c < COUNT; c++) {
                for (int j = 0; j < COUNT; j++) {
                    int from = (b * COUNT + c) * COUNT + j;
                    int to = (b * COUNT + j) * COUNT + c;
                    out.re()[to] = square.re()[from];
                    out.im()[to] = square.im()[from];
                }
            }
        }
        return out;
    }
}
