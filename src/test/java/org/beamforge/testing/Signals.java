package org.beamforge.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/** What child processes of the tests inherit of signals. */
public final class Signals {
    private Signals() {}

    /** A process started in the background of a script ignores Ctrl-C for good. */
    public static void assumeInterruptsArrive() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            String mask =
                    Files.readAllLines(status).stream()
                            .filter(l -> l.startsWith("SigIgn:"))
                            .findFirst()
                            .orElseThrow()
                            .substring(7)
                            .strip();
            assumeFalse(new BigInteger(mask, 16).testBit(1), "SIGINT is ignored here");
        }
    }
}
