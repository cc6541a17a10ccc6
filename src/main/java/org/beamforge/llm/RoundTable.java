package org.beamforge.llm;

import java.util.Locale;
import org.beamforge.association.LlmReport;

/** The table of rounds for the terminal. */
public final class RoundTable {
    private static final int WIDEST_MODEL = 24;

    private RoundTable() {}

    /**
     * A line about units, header, one row per question, and a footer with the sums; ends in a line
     * break.
     */
    public static String of(LlmReport report, LlmUsage usage) {
        StringBuilder table = new StringBuilder();
        table.append(
                "answers of the language model (sum rate: objective of (P2), bit/s/Hz; prompt and"
                        + " answer: tokens)\n");
        table.append(
                row("round", "model", "valid", "sum rate", "prompt", "answer", "time", "verdict"));
        int number = 0;
        for (LlmReport.Round round : report.rounds()) {
            number++;
            table.append(
                    row(
                            Integer.toString(number),
                            shorten(round.model()),
                            round.valid() ? "yes" : "no",
                            round.valid()
                                    ? String.format(Locale.ROOT, "%.4e", round.sumRate())
                                    : "-",
                            tokens(round.promptTokens()),
                            tokens(round.completionTokens()),
                            String.format(Locale.ROOT, "%.2e s", round.seconds()),
                            round.verdict()));
        }
        table.append(
                String.format(
                        Locale.ROOT,
                        "%d question%s, %d + %d tokens, %.1f s of answers%s%s%n",
                        usage.questions(),
                        usage.questions() == 1 ? "" : "s",
                        usage.promptTokens(),
                        usage.completionTokens(),
                        usage.seconds(),
                        usage.cost().isPresent()
                                ? String.format(
                                        Locale.ROOT, ", cost %.4f", usage.cost().getAsDouble())
                                : "",
                        report.fallbackUsed() ? ", fallback used" : ""));
        return table.toString();
    }

    private static String row(String... cells) {
        return String.format(
                Locale.ROOT, "%5s  %-24s  %5s  %10s  %7s  %7s  %10s  %s%n", (Object[]) cells);
    }

    private static String shorten(String model) {
        return model.length() <= WIDEST_MODEL
                ? model
                : model.substring(0, WIDEST_MODEL - 3) + "...";
    }

    private static String tokens(int count) {
        return count < 0 ? "?" : Integer.toString(count);
    }
}
