package org.beamforge.experiments.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers on axes. */
final class Ticks {
    private static final int DIGITS = 6;

    /** Steps with more decimals are written with exponents. */
    private static final int MOST_DECIMALS = 9;

    private Ticks() {}

    /** A step of 1, 2 or 5 times a power of ten that gives about so many ticks. */
    static double step(double range, int ticks) {
        double rough = range / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }

    /** The multiples of a step between two values. */
    static List<Double> even(double min, double max, double step) {
        List<Double> ticks = new ArrayList<>();
        for (double n = Math.ceil(min / step); n * step <= max; n++) {
            ticks.add(n * step + 0.0); // no negative zero
        }
        return ticks;
    }

    /** The powers of ten between two positive values. */
    static List<Double> decades(double min, double max) {
        return powers(min, max, 1);
    }

    /** 1 to 9 times powers of ten between two positive values. */
    static List<Double> withinDecades(double min, double max) {
        return powers(min, max, 9);
    }

    private static List<Double> powers(double min, double max, int leads) {
        List<Double> ticks = new ArrayList<>();
        for (int n = (int) Math.floor(Math.log10(min)); n <= Math.log10(max); n++) {
            for (int lead = 1; lead <= leads; lead++) {
                double tick = Double.parseDouble(lead + "e" + n);
                if (tick >= min && tick <= max) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /** A multiple of a step with as many decimals as the step has, so that all labels agree. */
    static String text(double value, double step) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step * (1 + 1e-9))));
        if (decimals > MOST_DECIMALS || Math.abs(value) >= 1e9) {
            return text(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0
                ? BigDecimal.ZERO.setScale(decimals).toPlainString()
                : rounded.toPlainString();
    }

    /** A value in up to six digits, very small and large ones as 2.5e-7. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
        double size = Math.abs(value);
        if (size >= 1e-3 && size < 1e9) {
            return rounded.stripTrailingZeros().toPlainString();
        }
        DecimalFormat format =
                new DecimalFormat("0.#####E0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(rounded).replace('E', 'e');
    }
}
