package org.beamforge.llm.wire;

import java.util.Locale;

/** Tells hosts that never leave this machine, by name, without asking a name server. */
final class Loopback {
    private Loopback() {}

    static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
