package org.beamforge.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The two text streams of a command. Numbers look the same in every locale. */
final class Console {
    private final StandardOutput raw;
    private final PrintStream out;
    private final PrintStream err;

    Console(OutputStream out, OutputStream err) {
        this.raw = new StandardOutput(out);
        this.out = new PrintStream(new BufferedOutputStream(raw), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(new BufferedOutputStream(err), true, StandardCharsets.UTF_8);
    }

    /**
     * The streams of the process. The launcher passes descriptor 2 through a filter that drops the
     * virtual machine's remark about incubator modules, and hands over the true standard error as
     * descriptor 0 (no command reads standard input): messages then take no detour.
     */
    static Console standard() {
        boolean handedOver = Boolean.getBoolean("beamforge.stderr.at.stdin");
        return new Console(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(handedOver ? FileDescriptor.in : FileDescriptor.err));
    }

    /** Results go here. */
    PrintStream out() {
        return out;
    }

    /** Progress and messages go here. */
    PrintStream err() {
        return err;
    }

    /** Formats for every locale alike. */
    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /**
     * Flushes and gives the exit status: a reader that closed standard output early changes
     * nothing, output that could not be stored does.
     */
    int finish(int status) {
        out.flush();
        if (raw.loss().isPresent() && status == ExitCode.SOLVED) {
            err.println("error: standard output: " + raw.loss().get().getMessage());
            return ExitCode.INTERNAL;
        }
        return status;
    }
}
