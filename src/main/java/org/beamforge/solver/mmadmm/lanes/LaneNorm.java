package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.LaneWoodbury.D;
import static org.beamforge.solver.mmadmm.lanes.LaneWoodbury.E;
import static org.beamforge.solver.mmadmm.lanes.LaneWoodbury.G;
import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;
import static org.beamforge.solver.mmadmm.lanes.Lanes.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * ||w||^2 in every lane, which is a quadratic function of nu, with its slope and curvature. Its
 * parts are to be called in the order in which they stand here, after those of {@link
 * LaneWoodbury}.
 */
final class LaneNorm {
    private static final int ROWS = LaneWoodbury.ROWS;

    /** The entries (a, b) of v_a (x) y_b that occur: t, then what the u_k are made of. */
    private static final int[] ENTRY = {
        D * ROWS + D, G * ROWS + G, E * ROWS + E, E * ROWS + G, G * ROWS + E
    };

    private static final int ENTRIES = ENTRY.length;

    /** ||w||^2. */
    final LaneArray square;

    /** d ||w||^2 / d nu. */
    final LaneArray slope;

    /** Half of d^2 ||w||^2 / d nu^2. */
    final LaneArray curvature;

    private final LaneWoodbury woodbury;

    /** V^H (A + c)^-2 V, then V^H (A + c)^-2 P Y^H: [3, 3]. */
    private final LaneComplex b2;

    private final LaneComplex m2;

    /** What Gamma adds to ||w||^2, half of its slope and curvature, entry by entry: [5, 3]. */
    private final LaneArray corrections;

    /** Gamma Gram^T: [3, 3]. */
    private final LaneComplex gammaGram;

    /** The same of the slope of Gamma. */
    private final LaneComplex slopeGram;

    /**
     * @param b2 V^H (A + c)^-2 V: [3, 3]
     * @param m2 V^H (A + c)^-2 P Y^H: [3, 3]
     */
    LaneNorm(LaneMemory memory, LaneWoodbury woodbury, LaneComplex b2, LaneComplex m2) {
        this.woodbury = woodbury;
        this.b2 = b2;
        this.m2 = m2;
        square = memory.array(1);
        slope = memory.array(1);
        curvature = memory.array(1);
        corrections = memory.array(3 * ENTRIES);
        gammaGram = memory.complex(9);
        slopeGram = memory.complex(9);
    }

    // ||R (p + V Gamma Y)||^2 = ||R p||^2 + Re <V Gamma Y, 2 R^2 p + R^2 V Gamma Y>; the factor on
    // the right has 2 M2_ab + (B2 Gamma Gram^T)_ab against v_a (x) y_b.

    void gammaGram() {
        timesGram(woodbury.gamma, gammaGram);
    }

    void slopeGram() {
        timesGram(woodbury.gammaSlope, slopeGram);
    }

    /** Gamma Gram^T, or the same of its slope. */
    private void timesGram(LaneComplex gamma, LaneComplex out) {
        double[] data = gamma.re().data();
        int cr = gamma.re().index(0);
        int ci = gamma.im().index(0);
        int gr = woodbury.gram.re().index(0);
        int gi = woodbury.gram.im().index(0);
        int toRe = out.re().index(0);
        int toIm = out.im().index(0);
        for (int b = 0; b < ROWS; b++) {
            int at = b * ROWS * L;
            DoubleVector nu = at(data, cr);
            nu.mul(at(data, gr + at)).intoArray(data, toRe + b * L);
            nu.mul(at(data, gi + at)).intoArray(data, toIm + b * L);
            for (int c = G; c <= E; c++) {
                int from = (c * ROWS + G) * L;
                int to = (c * ROWS + b) * L;
                twoTerms(
                        data, cr + from, ci + from, gr + at + L, gi + at + L, toRe + to, toIm + to);
            }
        }
    }

    /** x_0 y_0 + x_1 y_1. */
    private static void twoTerms(
            double[] data, int xr, int xi, int yr, int yi, int toRe, int toIm) {
        DoubleVector a = at(data, xr);
        DoubleVector b = at(data, xi);
        DoubleVector c = at(data, yr);
        DoubleVector d = at(data, yi);
        DoubleVector re = a.mul(c).sub(b.mul(d));
        DoubleVector im = a.mul(d).add(b.mul(c));
        a = at(data, xr + L);
        b = at(data, xi + L);
        c = at(data, yr + L);
        d = at(data, yi + L);
        re.add(a.mul(c)).sub(b.mul(d)).intoArray(data, toRe);
        im.add(a.mul(d)).add(b.mul(c)).intoArray(data, toIm);
    }

    /** What Gamma adds, and half of its slope. */
    void corrections() {
        double[] data = square.data();
        LaneComplex gamma = woodbury.gamma;
        LaneComplex slopes = woodbury.gammaSlope;
        for (int i = 0; i < ENTRIES; i++) {
            int x = ENTRY[i];
            int row = x / ROWS * ROWS * L;
            int at = x * L;
            correction(
                    data,
                    b2.re().index(row),
                    b2.im().index(row),
                    gammaGram.re().index(x % ROWS * L),
                    gammaGram.im().index(x % ROWS * L),
                    m2.re().index(at),
                    m2.im().index(at),
                    gamma.re().index(at),
                    gamma.im().index(at),
                    slopes.re().index(at),
                    slopes.im().index(at),
                    corrections.index(3 * i * L));
        }
    }

    /** Half of the curvature of what Gamma adds. */
    void curvatures() {
        double[] data = square.data();
        LaneComplex slopes = woodbury.gammaSlope;
        for (int i = 0; i < ENTRIES; i++) {
            int x = ENTRY[i];
            int row = x / ROWS * ROWS * L;
            curvature(
                    data,
                    b2.re().index(row),
                    b2.im().index(row),
                    slopeGram.re().index(x % ROWS * L),
                    slopeGram.im().index(x % ROWS * L),
                    slopes.re().index(x * L),
                    slopes.im().index(x * L),
                    corrections.index((3 * i + 2) * L));
        }
    }

    /**
     * Sums up.
     *
     * @param plain ||(A + c)^-1 P||^2 with what is outside
     * @param gap gets 1 / ||w|| - 1
     */
    void sum(LaneArray plain, LaneArray gap) {
        double[] data = square.data();
        int from = corrections.index(0);
        DoubleVector sum = at(data, plain.index(0));
        DoubleVector slope = zero();
        DoubleVector curvature = zero();
        for (int i = 0; i < 3 * ENTRIES * L; i += 3 * L) {
            sum = sum.add(at(data, from + i));
            slope = slope.add(at(data, from + i + L));
            curvature = curvature.add(at(data, from + i + 2 * L));
        }
        sum.intoArray(data, square.index(0));
        slope.add(slope).intoArray(data, this.slope.index(0));
        curvature.intoArray(data, this.curvature.index(0));
        DoubleVector size = sum.max(0).lanewise(VectorOperators.SQRT);
        all(1).div(size).sub(1).intoArray(data, gap.index(0));
    }

    /** With e = m + sum_c b_c d_c: Re conj(gamma) (m + e) and Re conj(gamma') e. */
    private static void correction(
            double[] data,
            int br,
            int bi,
            int dr,
            int di,
            int mr,
            int mi,
            int cr,
            int ci,
            int sr,
            int si,
            int to) {
        DoubleVector re = at(data, mr);
        DoubleVector im = at(data, mi);
        for (int c = 0; c < ROWS; c++) {
            DoubleVector x = at(data, br + c * L);
            DoubleVector y = at(data, bi + c * L);
            DoubleVector u = at(data, dr + c * ROWS * L);
            DoubleVector v = at(data, di + c * ROWS * L);
            re = x.fma(u, re).sub(y.mul(v));
            im = y.fma(u, x.fma(v, im));
        }
        at(data, cr)
                .mul(re.add(at(data, mr)))
                .add(at(data, ci).mul(im.add(at(data, mi))))
                .intoArray(data, to);
        at(data, sr).mul(re).add(at(data, si).mul(im)).intoArray(data, to + L);
    }

    /** With e = sum_c b_c d_c: Re conj(gamma') e. */
    private static void curvature(
            double[] data, int br, int bi, int dr, int di, int sr, int si, int to) {
        DoubleVector re = zero();
        DoubleVector im = zero();
        for (int c = 0; c < ROWS; c++) {
            DoubleVector x = at(data, br + c * L);
            DoubleVector y = at(data, bi + c * L);
            DoubleVector u = at(data, dr + c * ROWS * L);
            DoubleVector v = at(data, di + c * ROWS * L);
            re = x.fma(u, re).sub(y.mul(v));
            im = y.fma(u, x.fma(v, im));
        }
        at(data, sr).mul(re).add(at(data, si).mul(im)).intoArray(data, to);
    }
}
