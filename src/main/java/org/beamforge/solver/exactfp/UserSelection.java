package org.beamforge.solver.exactfp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/**
 * Which users of a problem are worth serving together: greedy selection by the sum rate of MMSE
 * filters with equal powers, in the spirit of zero-forcing with greedy user selection (Dimic and
 * Sidiropoulos, 2005).
 *
 * <p>Sensing binds part of the power to the directions d, g, e; what reaches the users is judged by
 * the covariance R_0 = (1 - delta) I + delta_D d d^H + delta_E (g g^H + e e^H)/2, delta the larger
 * of the two fractions, that is by the shaped Gram matrix K = H^H R_0 H. With p = 1/|A| a user of
 * the set A has 1 + sinr_i = 1 / [(I + p K_A)^-1]_ii, the figure of the virtual uplink, which the
 * downlink attains with the same total power when there is no sensing.
 */
final class UserSelection {
    private static final int SENSING = 3;

    /** Least share of the power that counts as free, so that K does not lose its rank. */
    private static final double LEAST_FREE = 1e-3;

    private final ComplexKernels kernels;
    private int n;
    private SplitComplex gram = SplitComplex.allocate(0);

    UserSelection(ComplexKernels kernels) {
        this.kernels = kernels;
    }

    /** Computes the shaped Gram matrix of a problem. */
    void bind(BeamProblem problem) {
        int r = problem.dimension();
        n = problem.users();
        SplitComplex h = problem.channels();
        gram = SplitComplex.allocate(n * n);
        SplitComplex y = SplitComplex.allocate(SENSING * n); // V^H H
        kernels.multiplyAdjointLeft(n, n, r, h, 0, h, 0, gram, 0);
        kernels.multiplyAdjointLeft(SENSING, n, r, problem.sensing(), 0, h, 0, y, 0);
        double free = Math.max(LEAST_FREE, 1 - Math.max(problem.deltaD(), problem.deltaE()));
        double[] share = {problem.deltaD(), problem.deltaE() / 2, problem.deltaE() / 2};
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double re = free * gram.re()[i * n + j];
                double im = free * gram.im()[i * n + j];
                for (int s = 0; s < SENSING; s++) {
                    int a = s * n + i;
                    int b = s * n + j;
                    re += share[s] * (y.re()[a] * y.re()[b] + y.im()[a] * y.im()[b]);
                    im += share[s] * (y.re()[a] * y.im()[b] - y.im()[a] * y.re()[b]);
                }
                gram.re()[i * n + j] = re;
                gram.im()[i * n + j] = im;
            }
        }
    }

    /** Users by the rate they could have alone, strongest first. */
    int[] byStrength() {
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -gram.re()[j * n + j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The selected users, [n]; all of them if nobody can be reached. */
    boolean[] select() {
        boolean[] selected = new boolean[n];
        int[] members = new int[n];
        int count = 0;
        double best = 0;
        for (int added = 0; added >= 0 && count < n; ) {
            added = -1;
            for (int j = 0; j < n; j++) {
                members[count] = j;
                double value = selected[j] ? 0 : sumRate(members, count + 1);
                if (value > best) {
                    best = value;
                    added = j;
                }
            }
            if (added >= 0) {
                selected[added] = true;
                members[count++] = added;
            }
        }
        if (count == 0) {
            Arrays.fill(selected, true);
        }
        return selected;
    }

    /** sum_i -log [(I + K_A / |A|)^-1]_ii in nats; 0 if rounding spoils the matrix. */
    private double sumRate(int[] members, int size) {
        SplitComplex factor = SplitComplex.allocate(size * size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                int from = members[i] * n + members[j];
                factor.re()[i * size + j] = gram.re()[from] / size + (i == j ? 1 : 0);
                factor.im()[i * size + j] = gram.im()[from] / size;
            }
        }
        if (!kernels.cholesky(size, factor, 0)) {
            return 0;
        }
        kernels.invertLower(size, factor, 0);
        double rate = 0;
        for (int j = 0; j < size; j++) {
            double diagonal = 0;
            for (int i = j; i < size; i++) {
                int at = i * size + j;
                diagonal += factor.re()[at] * factor.re()[at] + factor.im()[at] * factor.im()[at];
            }
            rate -= Math.log(diagonal);
        }
        return rate;
    }
}
