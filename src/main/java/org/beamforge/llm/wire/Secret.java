package org.beamforge.llm.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.beamforge.model.InvalidInputException;

/** An API key. It shows itself to nobody but the code that writes the request header. */
public final class Secret {
    private static final String MASK = "[key removed]";

    /** Stand-ins that local servers want ("token") are shorter and part of the names of fields. */
    private static final int LEAST_SEARCHABLE_IN_NAMES = 8;

    /** Shorter texts are too common to be searched for and replaced. */
    private static final int LEAST_SEARCHABLE = 4;

    private static final Pattern SENSITIVE_HEADER =
            Pattern.compile("auth|key|token|secret|cookie|password", Pattern.CASE_INSENSITIVE);

    private final String value;
    private final boolean confidential;

    private Secret(String value, boolean confidential) {
        this.value = value;
        this.confidential = confidential;
    }

    /**
     * Takes a key, without the white space around it.
     *
     * @param source where it came from, for the message
     * @throws InvalidInputException if it is empty or cannot stand in an HTTP header; the message
     *     gives the position, never the key
     */
    public static Secret of(String source, String value) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            throw new InvalidInputException(source + ": the key is empty");
        }
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new InvalidInputException(
                        "%s: character %d of the key cannot be sent in a header%n"
                                        .formatted(source, i + 1)
                                + "Maybe more than the key was copied.");
            }
        }
        return new Secret(trimmed, true);
    }

    /**
     * Takes the value of an extra header. It is confidential if it came from the environment or if
     * the header's name says so; others, such as a beta flag, are left alone in responses.
     *
     * @throws InvalidInputException as {@link #of}
     */
    public static Secret ofHeader(String name, String value, boolean fromEnvironment) {
        // Spaces inside are legal in a header, unlike in a key.
        of("llm header " + name, value.strip().replace(' ', '_'));
        return new Secret(value.strip(), fromEnvironment || SENSITIVE_HEADER.matcher(name).find());
    }

    /** Whether it must not travel over plain http. */
    boolean confidential() {
        return confidential;
    }

    String reveal() {
        return value;
    }

    /** The text with every occurrence of this key masked, in capitals or not. */
    public String removedFrom(String text) {
        return !confidential || value.length() < LEAST_SEARCHABLE
                ? text
                : Pattern.compile(value, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                        .matcher(text)
                        .replaceAll(MASK);
    }

    /**
     * The name of a JSON field with every occurrence of this key masked, unless it is a stand-in.
     */
    String removedFromName(String name) {
        return value.length() < LEAST_SEARCHABLE_IN_NAMES ? name : removedFrom(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8),
                        that.value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for all keys, so that nothing about a key can be read from it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return MASK;
    }
}
