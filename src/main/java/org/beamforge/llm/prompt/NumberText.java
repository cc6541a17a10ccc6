package org.beamforge.llm.prompt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for a prompt: as many digits as matter, the same in every locale. */
final class NumberText {
    /** Enough to tell rates apart to about 1e-3 bit/s/Hz; every further digit costs tokens. */
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e7;

    private NumberText() {}

    /** Four significant digits, plain where that is short: 12.35, 0.004210 as 0.00421, 1.2e-7. */
    static String of(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        if (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString()
                + "e"
                + exponent;
    }
}
