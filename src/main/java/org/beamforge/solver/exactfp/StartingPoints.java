package org.beamforge.solver.exactfp;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * Starting points (upsilon, b) of the fractional programming, from beams that need not be feasible.
 * The first three split the power evenly over the users and the two targets, the next n favour one
 * user each, the strongest first, and further ones draw the split.
 */
final class StartingPoints {
    /** Regularisation of zero-forcing over the mean channel gain; 0 stands for matched filters. */
    private static final double[] REGULARISATION = {0, 1, 0.03};

    /**
     * Power of a favoured user over that of the others. When sensing leaves little power, the best
     * point serves one user and even splits lead elsewhere.
     */
    private static final double FAVOURED = 100;

    private final ComplexKernels kernels;

    StartingPoints(ComplexKernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Fills the auxiliary variables of start number {@code index}.
     *
     * @param upsilon [n], set to the SINR of the starting beams
     * @param b [n], set to sqrt(omega (1 + upsilon)) |h^H w| / (h^H R h + 1)
     */
    void fill(BeamProblem problem, int index, long seed, double[] upsilon, double[] b) {
        int r = problem.dimension();
        int n = problem.users();
        SplitComplex beams = directions(problem, index);
        double[] power = new double[n];
        int favourite = index - REGULARISATION.length;
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        for (int j = 0; j < n; j++) {
            power[j] = favourite < n ? 1 : Math.exp(10 * random.nextDouble() - 5);
        }
        if (favourite >= 0 && favourite < n) {
            power[byStrength(problem)[favourite]] = FAVOURED;
        }
        double sum = 2;
        for (double x : power) {
            sum += x;
        }
        for (int j = 0; j < n; j++) {
            double norm = 0;
            for (int i = 0; i < r; i++) {
                norm += square(beams, i * n + j);
            }
            double factor = norm > 0 ? Math.sqrt(power[j] / (sum * norm)) : 0;
            for (int i = 0; i < r; i++) {
                beams.re()[i * n + j] *= factor;
                beams.im()[i * n + j] *= factor;
            }
        }
        SplitComplex received = SplitComplex.allocate(n * n);
        SplitComplex sensing = SplitComplex.allocate(n * 3);
        kernels.multiplyAdjointLeft(n, n, r, problem.channels(), 0, beams, 0, received, 0);
        kernels.multiplyAdjointLeft(
                n, 3, r, problem.channels(), 0, problem.sensing(), 0, sensing, 0);
        for (int i = 0; i < n; i++) {
            double own = square(received, i * n + i);
            double total = 1 + (square(sensing, i * 3) + square(sensing, i * 3 + 1)) / sum;
            for (int j = 0; j < n; j++) {
                total += square(received, i * n + j);
            }
            upsilon[i] = own / (total - own);
            b[i] = Math.sqrt((1 + upsilon[i]) / n * own) / total;
        }
    }

    /** Users by channel gain, strongest first. */
    private static int[] byStrength(BeamProblem problem) {
        int r = problem.dimension();
        int n = problem.users();
        double[] gain = new double[n];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < n; j++) {
                gain[j] += square(problem.channels(), i * n + j);
            }
        }
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -gain[j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Matched filters H or regularised zero-forcing (H H^H + c I)^-1 H, [r, n]. */
    private SplitComplex directions(BeamProblem problem, int index) {
        int r = problem.dimension();
        int n = problem.users();
        SplitComplex h = problem.channels();
        double regularisation = REGULARISATION[index % REGULARISATION.length];
        SplitComplex beams = SplitComplex.allocate(r * n);
        double trace = 0;
        for (int i = 0; i < r * n; i++) {
            trace += square(h, i);
        }
        if (regularisation > 0 && trace > 0) {
            SplitComplex factor = SplitComplex.allocate(r * r);
            SplitComplex inverse = SplitComplex.allocate(r * r);
            kernels.gramOfRows(r, n, h, 0, factor, 0);
            for (int i = 0; i < r; i++) {
                factor.re()[i * r + i] += regularisation * trace / n;
            }
            if (kernels.cholesky(r, factor, 0)) {
                kernels.invertLower(r, factor, 0);
                kernels.adjointTimesLower(r, factor, 0, inverse, 0);
                kernels.multiply(r, n, r, inverse, 0, h, 0, beams, 0);
                return beams;
            }
        }
        System.arraycopy(h.re(), 0, beams.re(), 0, r * n);
        System.arraycopy(h.im(), 0, beams.im(), 0, r * n);
        return beams;
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
