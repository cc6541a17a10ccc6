package org.beamforge.solver.mmadmm.lanes;

import static org.beamforge.solver.mmadmm.lanes.Lanes.L;
import static org.beamforge.solver.mmadmm.lanes.Lanes.all;
import static org.beamforge.solver.mmadmm.lanes.Lanes.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Logarithms and exponentials from additions and multiplications alone, to about an ulp. Those of
 * the Vector API are Math's until C2 has compiled them and a library of its own afterwards, which
 * differ in the last bit: results would depend on the time of that.
 */
final class LaneLogarithms {
    private static final double LN2_HIGH = 6.93147180369123816490e-01;
    private static final double LN2_LOW = 1.90821492927058770002e-10;
    private static final double INVERSE_LN2 = 1.4426950408889634;
    private static final double SQRT2 = 1.4142135623730951;

    // log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f / (2 + f): R as in FDLIBM.
    private static final double R1 = 6.666666666666735130e-01;
    private static final double R2 = 3.999999999940941908e-01;
    private static final double R3 = 2.857142874366239149e-01;
    private static final double R4 = 2.222219843214978396e-01;
    private static final double R5 = 1.818357216161805012e-01;
    private static final double R6 = 1.531383769920937332e-01;
    private static final double R7 = 1.479819860511658591e-01;

    private static final long MANTISSA = (1L << 52) - 1;
    private static final long ONE = 1023L << 52;

    /** 2^52, whose last bits are an integer, and 1.5 times it, for negative ones too. */
    private static final long TWO_52 = 1075L << 52;

    private static final double SHIFTER = 1.5 * (1L << 52);

    /** No exponent of more is needed; beyond, the powers of two leave the range. */
    private static final double LARGEST = 700;

    private LaneLogarithms() {}

    /** to = ln(from) for positive normal numbers: {@code count} vectors. */
    static void log(int count, LaneArray from, LaneArray to) {
        double[] data = from.data();
        int fromAt = from.index(0);
        int toAt = to.index(0);
        for (int i = 0; i < count * L; i += L) {
            LongVector bits = at(data, fromAt + i).reinterpretAsLongs();
            DoubleVector exponent =
                    bits.lanewise(VectorOperators.LSHR, 52)
                            .or(TWO_52)
                            .reinterpretAsDoubles()
                            .sub((1L << 52) + 1023.0);
            DoubleVector m = bits.and(MANTISSA).or(ONE).reinterpretAsDoubles();
            VectorMask<Double> high = m.compare(VectorOperators.GT, SQRT2);
            DoubleVector f = m.blend(m.mul(0.5), high).sub(1);
            DoubleVector e = exponent.blend(exponent.add(1), high);
            DoubleVector s = f.div(f.add(2));
            DoubleVector half = f.mul(f).mul(0.5);
            DoubleVector z = s.mul(s);
            // Written out: C2 on JDK 17 boxes vectors that live across an inner loop.
            DoubleVector r = all(R7).fma(z, all(R6)).fma(z, all(R5)).fma(z, all(R4));
            r = r.fma(z, all(R3)).fma(z, all(R2)).fma(z, all(R1));
            DoubleVector low = s.mul(half.add(r.mul(z))).add(e.mul(LN2_LOW));
            e.mul(LN2_HIGH).sub(half.sub(low).sub(f)).intoArray(data, toAt + i);
        }
    }

    /** to = e^from, for exponents of at most 700 in absolute value: {@code count} vectors. */
    static void exp(int count, LaneArray from, LaneArray to) {
        double[] data = from.data();
        int fromAt = from.index(0);
        int toAt = to.index(0);
        for (int i = 0; i < count * L; i += L) {
            DoubleVector x = at(data, fromAt + i).max(-LARGEST).min(LARGEST);
            DoubleVector t = x.mul(INVERSE_LN2).add(SHIFTER);
            DoubleVector k = t.sub(SHIFTER);
            DoubleVector r = x.sub(k.mul(LN2_HIGH)).sub(k.mul(LN2_LOW));
            DoubleVector sum = all(1 / 6227020800.0).fma(r, all(1 / 479001600.0));
            sum = sum.fma(r, all(1 / 39916800.0)).fma(r, all(1 / 3628800.0));
            sum = sum.fma(r, all(1 / 362880.0)).fma(r, all(1 / 40320.0));
            sum = sum.fma(r, all(1 / 5040.0)).fma(r, all(1 / 720.0)).fma(r, all(1 / 120.0));
            sum = sum.fma(r, all(1 / 24.0)).fma(r, all(1 / 6.0)).fma(r, all(0.5));
            sum = sum.fma(r, all(1)).fma(r, all(1));
            DoubleVector power =
                    t.reinterpretAsLongs()
                            .add(1023)
                            .lanewise(VectorOperators.LSHL, 52)
                            .reinterpretAsDoubles();
            sum.mul(power).intoArray(data, toAt + i);
        }
    }
}
