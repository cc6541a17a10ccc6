package org.beamforge.gpucheck;

/**
 * Runs the sections of a check so that one that breaks off does not take the report of the others
 * with it: it counts as a target that was missed, with what went wrong.
 */
record Sections(Report report, Targets targets) {
    void run(String what, Runnable section) {
        try {
            section.run();
        } catch (RuntimeException | Error e) {
            // Errors, too: one section may want more memory than there is.
            String message = e.toString().replaceAll("\\s*\\R\\s*", "; ");
            report.line("");
            report.line("Broken off: " + message);
            e.printStackTrace();
            targets.require(what + " runs to its end", false, message);
        }
    }
}
