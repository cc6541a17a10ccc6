package org.beamforge.gpucheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the engine has to reach, each with what was measured: PASS or FAIL. */
final class Targets {
    private enum Verdict {
        PASS,
        FAIL,
        /** Measured on sizes that mean nothing, or not at all. */
        UNJUDGED
    }

    private record Target(Verdict verdict, String what, String measured) {
        String line() {
            String word = verdict == Verdict.UNJUDGED ? "not judged" : verdict.toString();
            return "- %s: %s; measured: %s".formatted(word, what, measured);
        }
    }

    private final List<Target> targets = new ArrayList<>();
    private final boolean quick;

    /**
     * @param quick whether speeds are measured on small sizes, and so not judged
     */
    Targets(boolean quick) {
        this.quick = quick;
    }

    /** Something that holds or does not, whatever the size. */
    void require(String what, boolean holds, String measured) {
        targets.add(new Target(holds ? Verdict.PASS : Verdict.FAIL, what, measured));
    }

    /** Something that this check cannot tell, and why. */
    void unjudged(String what, String why) {
        targets.add(new Target(Verdict.UNJUDGED, what, why));
    }

    /** A figure that has to be at least {@code least}. */
    void atLeast(String what, double value, double least, String unit) {
        speed(what, value >= least, value, unit);
    }

    /** A figure that has to be below {@code most}. */
    void below(String what, double value, double most, String unit) {
        speed(what, value < most, value, unit);
    }

    private void speed(String what, boolean reached, double value, String unit) {
        Verdict verdict = reached ? Verdict.PASS : Verdict.FAIL;
        targets.add(
                new Target(
                        quick ? Verdict.UNJUDGED : verdict,
                        what,
                        String.format(
                                Locale.ROOT, value < 10 ? "%.2f%s" : "%,.0f%s", value, unit)));
    }

    /** Whether none was missed. */
    boolean reached() {
        return targets.stream().noneMatch(target -> target.verdict() == Verdict.FAIL);
    }

    void write(Report report) {
        report.section("Targets");
        targets.forEach(target -> report.line(target.line()));
    }
}
