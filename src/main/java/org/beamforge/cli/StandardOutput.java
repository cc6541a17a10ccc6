package org.beamforge.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output that remembers why writing failed, which {@link java.io.PrintStream} forgets: a
 * reader that went away ({@code | head}) is fine, a full disk is not.
 */
final class StandardOutput extends FilterOutputStream {
    private Optional<IOException> failure = Optional.empty();

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw remember(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw remember(e);
        }
    }

    private IOException remember(IOException e) {
        if (failure.isEmpty()) {
            failure = Optional.of(e);
        }
        return e;
    }

    /** The first failure that lost output somebody wanted. */
    Optional<IOException> loss() {
        return failure.filter(
                e -> !String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe"));
    }
}
