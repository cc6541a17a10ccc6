package org.beamforge.llm.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.beamforge.llm.wire.Api;
import org.beamforge.llm.wire.Secret;
import org.beamforge.model.InvalidInputException;

/**
 * Where a key comes from. Never the command line: other users of the machine can read that.
 *
 * @param kind the source
 * @param name variable or file; empty for the other kinds
 */
public record KeySource(Kind kind, String name) {
    private static final String OWN_VARIABLE = "BEAMFORGE_LLM_KEY";
    private static final long LARGEST_FILE = 65_536;

    /** The sources. */
    public enum Kind {
        /** BEAMFORGE_LLM_KEY, else the API's usual variable, else no key. */
        USUAL,
        /** The environment variable of this name; it must be set. */
        VARIABLE,
        /** The first line of this file. */
        FILE,
        /** No key is sent, whatever is set; for local servers. */
        NONE
    }

    public static KeySource usual() {
        return new KeySource(Kind.USUAL, "");
    }

    public static KeySource none() {
        return new KeySource(Kind.NONE, "");
    }

    /**
     * Reads the key.
     *
     * @throws InvalidInputException if it is to come from somewhere and does not
     */
    public Optional<Secret> read(Api api, Map<String, String> environment) {
        return switch (kind) {
            case NONE -> Optional.empty();
            case USUAL ->
                    variable(OWN_VARIABLE, environment)
                            .or(() -> variable(api.keyVariable(), environment));
            case VARIABLE -> {
                Optional<Secret> key = variable(name, environment);
                if (key.isEmpty()) {
                    throw new InvalidInputException(
                            "llm key: the environment variable %s is not set".formatted(name));
                }
                yield key;
            }
            case FILE -> Optional.of(fromFile(Path.of(name)));
        };
    }

    private static Optional<Secret> variable(String name, Map<String, String> environment) {
        String value = environment.get(name);
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(Secret.of(name, value));
    }

    private static Secret fromFile(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new InvalidInputException(file + ": too large for a key file");
            }
            return Secret.of(
                    file.toString(), Files.readString(file).lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new InvalidInputException(file + ": the key file cannot be read", e);
        }
    }
}
