package org.beamforge.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.beamforge.model.InvalidInputException;

/** The one form of every complaint: place, what was expected, what was found. */
final class Faults {
    private static final int LONGEST_QUOTE = 40;

    private Faults() {}

    static InvalidInputException fault(String place, String expected, String found) {
        return new InvalidInputException(place + ": expected " + expected + ", found " + found);
    }

    /** A complaint about the file as a whole; the caller puts the file's name in front. */
    static InvalidInputException fault(String expected, String found) {
        return new InvalidInputException("expected " + expected + ", found " + found);
    }

    /** The same complaint with a second line that says what was probably meant. */
    static InvalidInputException maybe(InvalidInputException fault, String hint) {
        return new InvalidInputException(fault.getMessage() + "\nMaybe " + hint, fault);
    }

    /** A piece of a user's file, shortened and on one line, fit for a message. */
    static String quote(String text) {
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE);
        StringBuilder line = new StringBuilder("\"");
        shown.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.append(shown.length() < text.length() ? "...\"" : "\"").toString();
    }

    /** What the system says, in words. */
    static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof CharacterCodingException) {
            return "bytes that are no UTF-8 text";
        }
        String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        if (said == null) {
            return e.getClass().getSimpleName();
        }
        String line = said.lines().findFirst().orElse("");
        return line.isEmpty() ? e.getClass().getSimpleName() : lowerFirst(line);
    }

    private static String lowerFirst(String line) {
        return line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }
}
