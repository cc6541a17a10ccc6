package org.beamforge.llm.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.beamforge.model.Association;
import org.beamforge.model.Check;

/**
 * Reads untrusted text: takes the last well-formed N x K matrix of zeros and ones in it, whatever
 * stands around, and checks it strictly: one base station per user (27e), every base station used
 * (27d). Never throws on any text. Work is linear in the length of the text.
 */
public final class AnswerParser {
    /** Only the end of a longer text is read: that is where answers stand. */
    private static final int LONGEST_TEXT = 1 << 17;

    private static final int MOST_VIOLATIONS = 8;
    private static final Pattern LATEX_BEGIN =
            Pattern.compile(
                    "\\\\begin\\{(?:[a-zA-Z]{0,6}matrix|array)\\}(?:\\{[clr|@ ]{0,40}\\})?");
    private static final Pattern LATEX_END =
            Pattern.compile("\\\\end\\{(?:[a-zA-Z]{0,6}matrix|array)\\}");
    private static final String END_OF_THOUGHT = "</think>";

    private final int users;
    private final int stations;

    /**
     * @param users N, the rows of the matrix
     * @param stations K, its columns
     */
    public AnswerParser(int users, int stations) {
        Check.atLeast("stations", stations, 1);
        Check.atLeast("users", users, stations);
        this.users = users;
        this.stations = stations;
    }

    /** Judges an answer. */
    public Verdict parse(String answer) {
        String text =
                answer.length() > LONGEST_TEXT
                        ? answer.substring(answer.length() - LONGEST_TEXT)
                        : answer;
        int thought = text.lastIndexOf(END_OF_THOUGHT);
        Find find = null;
        if (thought >= 0) {
            find = scan(text.substring(thought + END_OF_THOUGHT.length()));
        }
        if (find == null || find.matrix() == null) {
            find = scan(text);
        }
        BinaryMatrix matrix = find.matrix();
        return matrix == null ? missing(text, find) : check(matrix);
    }

    private Find scan(String answer) {
        // LaTeX environments are brackets with long names.
        String text =
                LATEX_END.matcher(LATEX_BEGIN.matcher(answer).replaceAll("[")).replaceAll("]");
        Find find = new Find(users, stations);
        new BracketScanner(text, find).scan();
        new LineScanner(text, find).scan();
        return find;
    }

    private Verdict missing(String text, Find find) {
        String wanted = "expected a %d x %d matrix of 0 and 1".formatted(users, stations);
        if (text.isBlank()) {
            return Verdict.invalid(List.of("the answer is empty; " + wanted));
        }
        String seen = find.nearMiss().isEmpty() ? "found none" : find.nearMiss();
        return Verdict.invalid(List.of(wanted + ", " + seen));
    }

    private Verdict check(BinaryMatrix matrix) {
        List<String> violations = new ArrayList<>();
        int[] stationOf = new int[users];
        boolean[] used = new boolean[stations];
        int wrong = 0;
        for (int i = 0; i < users; i++) {
            int ones = 0;
            for (int k = 0; k < stations; k++) {
                if (matrix.rows().get(i)[k] == 1) {
                    ones++;
                    stationOf[i] = k;
                    used[k] = true;
                }
            }
            if (ones != 1) {
                wrong++;
                if (wrong <= MOST_VIOLATIONS) {
                    violations.add(
                            "user %d has %d base stations instead of one (row %d)"
                                    .formatted(i + 1, ones, i + 1));
                }
            }
        }
        if (wrong > MOST_VIOLATIONS) {
            violations.add("and %d more such rows".formatted(wrong - MOST_VIOLATIONS));
        }
        for (int k = 0; k < stations; k++) {
            if (!used[k]) {
                violations.add("base station %d has no user (column %d)".formatted(k + 1, k + 1));
            }
        }
        return violations.isEmpty()
                ? Verdict.valid(Association.of(stations, stationOf))
                : Verdict.invalid(violations);
    }
}
