package org.beamforge.llm.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds matrices written line by line without an outer bracket: plain rows, CSV, Markdown tables,
 * labelled rows such as {@code User 3: 0 0 1}, and rows split by semicolons.
 */
final class LineScanner {
    private static final int LONGEST_LABEL = 80;
    private static final Pattern SPLIT = Pattern.compile("[\\s,&|\u00a0]+");
    private static final Pattern ROWS = Pattern.compile(";|\\\\\\\\|\\\\n");
    private static final Pattern INTEGER = Pattern.compile("\\d{1,5}");

    private final String text;
    private final Find find;
    private final int longestLine;
    private final List<int[]> run = new ArrayList<>();
    private int runEnd;

    LineScanner(String text, Find find) {
        this.text = text;
        this.find = find;
        longestLine = Math.max(4096, 16 * (find.users() + 1) * (find.stations() + 1));
    }

    void scan() {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            if (end - start > longestLine) {
                endRun();
            } else {
                line(text.substring(start, end), end);
            }
            start = end + 1;
        }
        endRun();
    }

    private void line(String line, int end) {
        String content = withoutComment(line).strip();
        if (content.isEmpty()) {
            // Some models leave a line between rows; between two matrices it is the only border.
            if (run.size() == find.users()) {
                endRun();
            }
            return;
        }
        if (rule(content)) {
            return;
        }
        String plain = brackets(content);
        List<int[]> rows = rows(withoutLabel(plain));
        if (rows == null) {
            endRun();
            return;
        }
        for (int[] row : rows) {
            if (run.size() > 2 * find.users() + 2) {
                endRun();
            }
            run.add(row);
        }
        runEnd = end;
    }

    /** Whether a line only draws a line, as between the head and the rows of a table. */
    private static boolean rule(String line) {
        for (int i = 0; i < line.length(); i++) {
            if ("-=|:+ \t".indexOf(line.charAt(i)) < 0) {
                return false;
            }
        }
        return line.contains("--") || line.contains("==");
    }

    private static String withoutComment(String line) {
        int cut = line.length();
        for (String mark : new String[] {"#", "%", "//", "<-", "\u2190", "--"}) {
            int at = line.indexOf(mark);
            // A rule of a table begins with dashes and is no comment.
            if (at > 0 && at < cut && !(mark.equals("--") && !digits(line.substring(0, at)))) {
                cut = at;
            }
        }
        String rest = line.substring(0, cut);
        int parenthesis = rest.indexOf('(');
        boolean remark =
                parenthesis > 0
                        && digits(rest.substring(0, parenthesis))
                        && rest.substring(parenthesis).chars().anyMatch(Character::isLetter);
        return remark ? rest.substring(0, parenthesis) : rest;
    }

    private static boolean digits(String text) {
        return text.chars().anyMatch(c -> c == '0' || c == '1');
    }

    /** Brackets and quotes around rows say nothing here. */
    private static String brackets(String line) {
        StringBuilder plain = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            plain.append("[](){}\"'`*".indexOf(c) >= 0 ? ' ' : c);
        }
        return plain.toString();
    }

    /** What follows the label, if the line has one. */
    private static String withoutLabel(String line) {
        String content = line.strip();
        while (content.startsWith("|") || content.startsWith("- ")) {
            content = content.substring(1).strip();
        }
        int limit = Math.min(content.length(), LONGEST_LABEL);
        int letter = -1;
        for (int at = limit - 1; at >= 0; at--) {
            char c = content.charAt(at);
            if (c == ':' || c == '=' || c == '\u2192' || c == '>') {
                return content.substring(at + 1).strip();
            }
            if (letter < 0 && Character.isLetter(c)) {
                letter = at;
            }
        }
        int cell = letter < 0 ? -1 : content.indexOf('|', letter);
        return cell < 0 ? content : content.substring(cell + 1).strip();
    }

    /** The rows of a line, or null if anything but numbers and separators stands in it. */
    private static @Nullable List<int[]> rows(String content) {
        List<int[]> rows = new ArrayList<>();
        for (String piece : ROWS.split(content)) {
            String numbers = trimSeparators(piece);
            if (numbers.isEmpty()) {
                continue;
            }
            String[] tokens = SPLIT.split(numbers);
            int[] row = new int[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                String token = tokens[i];
                if (token.isEmpty()) {
                    return null;
                }
                for (int c = 0; c < token.length(); c++) {
                    if (!Tokens.numeric(token.charAt(c))) {
                        return null;
                    }
                }
                row[i] = index(token, i);
            }
            rows.add(row);
        }
        return rows.isEmpty() ? null : rows;
    }

    /** The bit; a leading number of another kind keeps its value, for it may count the rows. */
    private static int index(String token, int position) {
        int bit = Tokens.bit(token, 0, token.length());
        if (position > 0 || bit != Tokens.OTHER) {
            return bit;
        }
        String number = token.endsWith(".") ? token.substring(0, token.length() - 1) : token;
        return INTEGER.matcher(number).matches() ? Integer.parseInt(number) : Tokens.OTHER;
    }

    private static String trimSeparators(String piece) {
        int from = 0;
        int to = piece.length();
        while (from < to && " \t\r,&|".indexOf(piece.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t\r,&|.".indexOf(piece.charAt(to - 1)) >= 0) {
            to--;
        }
        return piece.substring(from, to);
    }

    private void endRun() {
        if (!run.isEmpty()) {
            find.offer(withoutRowNumbers(run), runEnd);
            run.clear();
        }
    }

    /** Drops a first column that counts the rows from 0 or 1. */
    private List<int[]> withoutRowNumbers(List<int[]> rows) {
        boolean wide = rows.stream().allMatch(row -> row.length == find.stations() + 1);
        int first = rows.get(0)[0];
        boolean counts = wide && rows.size() >= 2 && (first == 0 || first == 1);
        for (int i = 0; counts && i < rows.size(); i++) {
            counts = rows.get(i)[0] == first + i;
        }
        List<int[]> clean = new ArrayList<>(rows.size());
        for (int[] row : rows) {
            int[] copy = counts ? java.util.Arrays.copyOfRange(row, 1, row.length) : row.clone();
            for (int j = 0; j < copy.length; j++) {
                copy[j] = copy[j] > 1 ? Tokens.OTHER : copy[j];
            }
            clean.add(copy);
        }
        return clean;
    }
}
