package org.beamforge.llm.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds matrices in brackets anywhere in a text: {@code [0 1;1 0]}, {@code [[0,1],[1,0]]}, Python,
 * NumPy, C and JSON notations, also rows in brackets with labels between them. One pass, constant
 * work per character.
 */
final class BracketScanner {
    /** More nesting than this is no matrix. */
    private static final int DEEPEST = 32;

    /** A label between two rows in brackets is no longer than this. */
    private static final int LONGEST_LABEL = 60;

    /** An open bracket and what was seen in it. */
    private static final class Group {
        private final char closer;
        private final int start;
        private boolean pure = true;

        /** Every number in it, without regard to rows. */
        private final List<Integer> flat = new ArrayList<>();

        /** Rows split at semicolons and line breaks. */
        private final List<int[]> split = new ArrayList<>();

        private final List<Integer> row = new ArrayList<>();

        /** The rows in inner brackets. */
        private final List<int[]> children = new ArrayList<>();

        private boolean semicolons;

        private Group(char closer, int start) {
            this.closer = closer;
            this.start = start;
        }

        private void endRow() {
            if (!row.isEmpty()) {
                split.add(toArray(row));
                row.clear();
            }
        }
    }

    private final CharSequence text;
    private final Find find;
    private final int mostNumbers;
    private final Deque<Group> open = new ArrayDeque<>();

    /** Rows in brackets of their own, one after the other outside of any other bracket. */
    private final List<int[]> loose = new ArrayList<>();

    private int looseEnd;

    BracketScanner(CharSequence text, Find find) {
        this.text = text;
        this.find = find;
        mostNumbers = 2 * (find.users() + 1) * (find.stations() + 1);
    }

    void scan() {
        int at = 0;
        while (at < text.length()) {
            at = step(at);
        }
        endLoose();
    }

    /** Handles what stands at an offset and returns the offset behind it. */
    private int step(int at) {
        char c = text.charAt(at);
        Group group = open.peek();
        if (c == '[' || c == '(' || c == '{') {
            push(c, at);
        } else if (c == ']' || c == ')' || c == '}') {
            pop(c, at + 1);
        } else if (group == null) {
            return at + 1;
        } else if (c == ';' || c == '\n') {
            group.semicolons |= c == ';';
            group.endRow();
        } else if (c == '\\') {
            // LaTeX ends a row with two of them; JSON inside JSON writes a line break as \n.
            if (at + 1 < text.length()) {
                char next = text.charAt(at + 1);
                if (next == '\\' || next == 'n') {
                    group.endRow();
                    return at + 2;
                }
            }
            group.pure = false;
        } else if (c == '#'
                || c == '%'
                || (c == '/' && at + 1 < text.length() && text.charAt(at + 1) == '/')) {
            return endOfLine(at);
        } else if (Tokens.numeric(c)) {
            return number(group, at);
        } else if (!separator(c)) {
            group.pure = false;
        }
        return at + 1;
    }

    private static boolean separator(char c) {
        return c == ','
                || c == '&'
                || c == '|'
                || c == '"'
                || c == '\''
                || c == '`'
                || c == '\u00a0'
                || c == ' '
                || c == '\t'
                || c == '\r';
    }

    private int endOfLine(int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) != '\n') {
            end++;
        }
        return end;
    }

    private int number(Group group, int at) {
        int end = at;
        while (end < text.length() && Tokens.numeric(text.charAt(end))) {
            end++;
        }
        boolean word =
                (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1)))
                        || (end < text.length() && Character.isLetter(text.charAt(end)));
        if (word || group.flat.size() >= mostNumbers) {
            group.pure = false;
        } else {
            int bit = Tokens.bit(text, at, end);
            group.flat.add(bit);
            group.row.add(bit);
        }
        return end;
    }

    private void push(char opener, int at) {
        if (open.size() >= DEEPEST) {
            open.clear();
        }
        open.push(new Group(opener == '[' ? ']' : opener == '(' ? ')' : '}', at));
    }

    private void pop(char closer, int end) {
        Group group = open.peek();
        if (group == null) {
            return;
        }
        if (group.closer != closer) {
            group.pure = false;
            return;
        }
        open.pop();
        Group parent = open.peek();
        if (!group.pure) {
            if (parent != null) {
                parent.pure = false;
            }
            return;
        }
        group.endRow();
        int[] single = asRow(group);
        if (single == null) {
            List<int[]> rows = group.children.isEmpty() ? group.split : group.children;
            if (!rows.isEmpty() && (group.children.isEmpty() || group.flat.isEmpty())) {
                find.offer(rows, end);
                endLoose();
            }
        } else if (find.users() == 1 && single.length == find.stations()) {
            find.offer(List.of(single), end);
        }
        if (single == null) {
            return;
        }
        if (parent == null || !parent.pure) {
            addLoose(single, group.start, end);
        } else if (parent.children.size() < 2 * find.users() + 2) {
            parent.children.add(single);
        }
    }

    /** The group as one row: numbers only, on one line or as many as there are columns. */
    private int @Nullable [] asRow(Group group) {
        if (!group.children.isEmpty() || group.flat.isEmpty()) {
            return null;
        }
        boolean oneLine = group.split.size() == 1;
        boolean onePerLine =
                !group.semicolons
                        && group.flat.size() == find.stations()
                        && group.split.size() == group.flat.size()
                        && find.users() != find.stations();
        boolean nested = !open.isEmpty() && !group.semicolons;
        return oneLine || onePerLine || (nested && group.flat.size() == find.stations())
                ? toArray(group.flat)
                : null;
    }

    private void addLoose(int[] row, int start, int end) {
        if (!loose.isEmpty() && (gap(looseEnd, start) || row.length != find.stations())) {
            endLoose();
        }
        if (row.length == find.stations()) {
            loose.add(row);
            looseEnd = end;
        }
    }

    /** Whether what stands between two rows is more than a label. */
    private boolean gap(int from, int to) {
        if (to - from > LONGEST_LABEL) {
            return true;
        }
        boolean blankLine = false;
        for (int i = from; i + 1 < to; i++) {
            blankLine |= text.charAt(i) == '\n' && text.charAt(i + 1) == '\n';
        }
        return blankLine && loose.size() == find.users();
    }

    private void endLoose() {
        if (!loose.isEmpty()) {
            find.offer(loose, looseEnd);
            loose.clear();
        }
    }

    private static int[] toArray(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
