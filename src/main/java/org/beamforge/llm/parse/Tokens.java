package org.beamforge.llm.parse;

/** Numbers as models write them. */
final class Tokens {
    /** A number that is neither 0 nor 1. */
    static final int OTHER = -1;

    private Tokens() {}

    /** Whether a character can be part of a number. */
    static boolean numeric(char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
    }

    /** 0, 1 or {@link #OTHER} for the text between two offsets; 0.0 and 1. count as 0 and 1. */
    static int bit(CharSequence text, int from, int to) {
        char first = text.charAt(from);
        if (first != '0' && first != '1') {
            return OTHER;
        }
        for (int i = from + 1; i < to; i++) {
            char c = text.charAt(i);
            boolean fine = i == from + 1 ? c == '.' : c == '0';
            if (!fine) {
                return OTHER;
            }
        }
        return first - '0';
    }
}
