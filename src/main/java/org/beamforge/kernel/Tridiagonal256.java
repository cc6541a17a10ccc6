package org.beamforge.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Solution of a factorised tridiagonal system, 4 columns at a time in both planes: four recurrences
 * side by side for two blocks. Twin of {@link Tridiagonal512}.
 */
final class Tridiagonal256 {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_256;
    private static final int LANES = 4;

    /** Zeros, then ones: from k on it counts the last k lanes only. */
    private static final double[] LAST = {0, 0, 0, 0, 1, 1, 1, 1};

    private Tridiagonal256() {}

    /** See {@link ComplexKernels#solveTridiagonal}; cols at least LANES. */
    static double solve(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            SplitComplex x,
            int x0,
            SplitComplex z,
            int z0) {
        double sum = 0;
        int j = 0;
        for (; j + 2 * LANES <= cols; j += 2 * LANES) {
            sum +=
                    two(
                            n,
                            cols,
                            inversePivots,
                            multipliers,
                            x.re(),
                            x.im(),
                            x0 + j,
                            z.re(),
                            z.im(),
                            z0 + j);
        }
        while (j < cols) {
            // The last columns are solved again with their neighbours, but counted once.
            int fresh = Math.min(LANES, cols - j);
            int at = j + fresh - LANES;
            sum +=
                    one(
                            n,
                            cols,
                            inversePivots,
                            multipliers,
                            x.re(),
                            x.im(),
                            x0 + at,
                            z.re(),
                            z.im(),
                            z0 + at,
                            fresh);
            j += fresh;
        }
        return sum;
    }

    private static double two(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] xr,
            double[] xi,
            int x0,
            double[] zr,
            double[] zi,
            int z0) {
        int x = x0;
        int z = z0;
        DoubleVector ar = DoubleVector.fromArray(S, xr, x);
        DoubleVector ai = DoubleVector.fromArray(S, xi, x);
        DoubleVector br = DoubleVector.fromArray(S, xr, x + LANES);
        DoubleVector bi = DoubleVector.fromArray(S, xi, x + LANES);
        ar.intoArray(zr, z);
        ai.intoArray(zi, z);
        br.intoArray(zr, z + LANES);
        bi.intoArray(zi, z + LANES);
        for (int i = 1; i < n; i++) {
            x += cols;
            z += cols;
            DoubleVector factor = DoubleVector.broadcast(S, -multipliers[i - 1]);
            ar = factor.fma(ar, DoubleVector.fromArray(S, xr, x));
            ai = factor.fma(ai, DoubleVector.fromArray(S, xi, x));
            br = factor.fma(br, DoubleVector.fromArray(S, xr, x + LANES));
            bi = factor.fma(bi, DoubleVector.fromArray(S, xi, x + LANES));
            ar.intoArray(zr, z);
            ai.intoArray(zi, z);
            br.intoArray(zr, z + LANES);
            bi.intoArray(zi, z + LANES);
        }
        DoubleVector last = DoubleVector.broadcast(S, inversePivots[n - 1]);
        ar = ar.mul(last);
        ai = ai.mul(last);
        br = br.mul(last);
        bi = bi.mul(last);
        ar.intoArray(zr, z);
        ai.intoArray(zi, z);
        br.intoArray(zr, z + LANES);
        bi.intoArray(zi, z + LANES);
        DoubleVector sa = ar.mul(ar);
        DoubleVector sb = ai.mul(ai);
        DoubleVector sc = br.mul(br);
        DoubleVector sd = bi.mul(bi);
        for (int i = n - 2; i >= 0; i--) {
            z -= cols;
            DoubleVector factor = DoubleVector.broadcast(S, -multipliers[i]);
            DoubleVector inverse = DoubleVector.broadcast(S, inversePivots[i]);
            ar = factor.fma(ar, DoubleVector.fromArray(S, zr, z).mul(inverse));
            ai = factor.fma(ai, DoubleVector.fromArray(S, zi, z).mul(inverse));
            br = factor.fma(br, DoubleVector.fromArray(S, zr, z + LANES).mul(inverse));
            bi = factor.fma(bi, DoubleVector.fromArray(S, zi, z + LANES).mul(inverse));
            ar.intoArray(zr, z);
            ai.intoArray(zi, z);
            br.intoArray(zr, z + LANES);
            bi.intoArray(zi, z + LANES);
            sa = ar.fma(ar, sa);
            sb = ai.fma(ai, sb);
            sc = br.fma(br, sc);
            sd = bi.fma(bi, sd);
        }
        return sa.add(sb).add(sc.add(sd)).reduceLanes(VectorOperators.ADD);
    }

    private static double one(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            double[] xr,
            double[] xi,
            int x0,
            double[] zr,
            double[] zi,
            int z0,
            int fresh) {
        int x = x0;
        int z = z0;
        DoubleVector ar = DoubleVector.fromArray(S, xr, x);
        DoubleVector ai = DoubleVector.fromArray(S, xi, x);
        ar.intoArray(zr, z);
        ai.intoArray(zi, z);
        for (int i = 1; i < n; i++) {
            x += cols;
            z += cols;
            DoubleVector factor = DoubleVector.broadcast(S, -multipliers[i - 1]);
            ar = factor.fma(ar, DoubleVector.fromArray(S, xr, x));
            ai = factor.fma(ai, DoubleVector.fromArray(S, xi, x));
            ar.intoArray(zr, z);
            ai.intoArray(zi, z);
        }
        DoubleVector last = DoubleVector.broadcast(S, inversePivots[n - 1]);
        ar = ar.mul(last);
        ai = ai.mul(last);
        ar.intoArray(zr, z);
        ai.intoArray(zi, z);
        DoubleVector sa = ar.mul(ar);
        DoubleVector sb = ai.mul(ai);
        for (int i = n - 2; i >= 0; i--) {
            z -= cols;
            DoubleVector factor = DoubleVector.broadcast(S, -multipliers[i]);
            DoubleVector inverse = DoubleVector.broadcast(S, inversePivots[i]);
            ar = factor.fma(ar, DoubleVector.fromArray(S, zr, z).mul(inverse));
            ai = factor.fma(ai, DoubleVector.fromArray(S, zi, z).mul(inverse));
            ar.intoArray(zr, z);
            ai.intoArray(zi, z);
            sa = ar.fma(ar, sa);
            sb = ai.fma(ai, sb);
        }
        DoubleVector counted = DoubleVector.fromArray(S, LAST, fresh);
        return sa.add(sb).mul(counted).reduceLanes(VectorOperators.ADD);
    }
}
