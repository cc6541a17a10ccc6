package org.beamforge.solver.exactfp;

import java.util.SplittableRandom;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * Starting points (upsilon, b) of the fractional programming, from beams that need not be feasible.
 * The first serves the users of {@link UserSelection} and hardly the others, the second all users
 * evenly with matched filters, the third favours the strongest user, the fourth is regularised
 * zero-forcing; the next ones favour one user each and further ones draw the split of the power.
 */
public final class StartingPoints {
    /**
     * The start with regularised zero-forcing beams (H H^H + c I)^-1 H, c the mean channel gain.
     */
    private static final int ZERO_FORCING = 3;

    /** The start that favours the strongest user; the second strongest follows zero-forcing. */
    private static final int FAVOURITE = 2;

    /**
     * Power of a favoured user over that of the others. When sensing leaves little power, the best
     * point serves one user and even splits lead elsewhere.
     */
    private static final double FAVOURED = 100;

    /**
     * Power of a user that was not selected: little, or nearly parallel channels end in the saddle
     * point that shares the power; not none, because a user switched off never comes back.
     */
    private static final double REST = 1e-3;

    /**
     * Keeps users with equal channels from sharing a saddle point forever; for the stronger one.
     */
    private static final double TILT = 0.01;

    private final ComplexKernels kernels;
    private final UserSelection selection;

    public StartingPoints(ComplexKernels kernels) {
        this.kernels = kernels;
        selection = new UserSelection(kernels);
    }

    /**
     * Fills the auxiliary variables of start number {@code index}.
     *
     * @param upsilon [n], set to the SINR of the starting beams
     * @param b [n], set to sqrt(omega (1 + upsilon)) |h^H w| / (h^H R h + 1)
     */
    public void fill(BeamProblem problem, int index, long seed, double[] upsilon, double[] b) {
        int r = problem.dimension();
        int n = problem.users();
        SplitComplex beams = directions(problem, index);
        double[] power = powers(problem, index, seed);
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

    /** Relative powers of the users' beams, [n]; a target's beam has 1. */
    private double[] powers(BeamProblem problem, int index, long seed) {
        int n = problem.users();
        selection.bind(problem);
        int[] order = selection.byStrength();
        int favourite = index == FAVOURITE ? 0 : index - ZERO_FORCING;
        boolean favours = index == FAVOURITE || index > ZERO_FORCING && favourite < n;
        boolean drawn = index > ZERO_FORCING && favourite >= n;
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        double[] power = new double[n];
        for (int rank = 0; rank < n; rank++) {
            double even = 1 - TILT * rank / n;
            power[order[rank]] = drawn ? Math.exp(10 * random.nextDouble() - 5) : even;
        }
        if (favours) {
            power[order[favourite]] = FAVOURED;
        }
        if (index == 0) {
            boolean[] selected = selection.select();
            for (int j = 0; j < n; j++) {
                power[j] *= selected[j] ? 1 : REST;
            }
        }
        return power;
    }

    /** Matched filters H or, for one start, regularised zero-forcing, [r, n]. */
    private SplitComplex directions(BeamProblem problem, int index) {
        int r = problem.dimension();
        int n = problem.users();
        SplitComplex h = problem.channels();
        SplitComplex beams = SplitComplex.allocate(r * n);
        double trace = 0;
        for (int i = 0; i < r * n; i++) {
            trace += square(h, i);
        }
        if (index == ZERO_FORCING && trace > 0) {
            SplitComplex factor = SplitComplex.allocate(r * r);
            SplitComplex inverse = SplitComplex.allocate(r * r);
            kernels.gramOfRows(r, n, h, 0, factor, 0);
            for (int i = 0; i < r; i++) {
                factor.re()[i * r + i] += trace / n;
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
