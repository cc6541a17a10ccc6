package org.beamforge.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One command, run inside this process, and what it said. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(Application application, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(application, new Console(out, err), args);
        return new CommandRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
