package org.beamforge.llm.prompt;

/**
 * Estimates how many tokens a prompt has. Tokenizers differ; this follows what today's have in
 * common: common words are one token with the blank before them, numbers come in groups of three
 * digits, a blank before a number and most punctuation count by themselves.
 */
public final class TokenEstimate {
    private static final int LETTERS_PER_TOKEN = 9;
    private static final int DIGITS_PER_TOKEN = 3;

    private TokenEstimate() {}

    public static int of(String text) {
        int tokens = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at + 1;
            if (Character.isLetter(c)) {
                while (end < text.length() && Character.isLetter(text.charAt(end))) {
                    end++;
                }
                tokens += ceilDivide(end - at, LETTERS_PER_TOKEN);
            } else if (Character.isDigit(c)) {
                while (end < text.length() && Character.isDigit(text.charAt(end))) {
                    end++;
                }
                tokens += ceilDivide(end - at, DIGITS_PER_TOKEN);
            } else if (Character.isWhitespace(c)) {
                while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                boolean joins =
                        c == ' '
                                && end == at + 1
                                && end < text.length()
                                && !Character.isDigit(text.charAt(end));
                tokens += joins ? 0 : 1;
            } else {
                // Punctuation takes a line break with it.
                boolean breaks = end < text.length() && text.charAt(end) == '\n';
                end += breaks ? 1 : 0;
                tokens++;
            }
            at = end;
        }
        return tokens;
    }

    private static int ceilDivide(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }
}
