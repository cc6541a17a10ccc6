package org.beamforge.llm.prompt;

import java.util.List;

/**
 * A model's answer as the next prompt shows it. It is untrusted: its end is kept, where the matrix
 * is, in lines of visible characters, which the template marks as a quotation one by one.
 *
 * @param lines no line is blank; empty if the answer has no visible character
 * @param shortened whether the beginning is left out
 */
record Quotation(List<String> lines, boolean shortened) {
    private static final int CHARACTERS_OF_PROSE = 500;
    private static final int CHARACTERS_PER_ENTRY = 4;

    Quotation {
        lines = List.copyOf(lines);
    }

    /** Room for the N x K matrix in the most talkative notation, and for some words around it. */
    static Quotation of(String answer, int users, int stations) {
        return of(answer, CHARACTERS_OF_PROSE + CHARACTERS_PER_ENTRY * users * stations);
    }

    /**
     * @param longest most characters to keep, at least 1
     */
    static Quotation of(String answer, int longest) {
        String text = answer.strip();
        boolean shortened = text.length() > longest;
        if (shortened) {
            text = text.substring(text.length() - longest);
        }
        StringBuilder visible = new StringBuilder();
        text.codePoints().forEach(c -> append(visible, c));
        List<String> lines =
                visible.toString().lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
        return new Quotation(lines, shortened);
    }

    private static void append(StringBuilder visible, int c) {
        switch (Character.getType(c)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> visible.append('\n');
            case Character.CONTROL -> visible.append(c == '\n' || c == '\r' ? '\n' : ' ');
            // Invisible, or half of a character, which no server takes. A blank keeps apart
            // what was: a key written with invisible gaps must not become one again.
            case Character.FORMAT, Character.SURROGATE -> visible.append(' ');
            default -> visible.appendCodePoint(c);
        }
    }
}
