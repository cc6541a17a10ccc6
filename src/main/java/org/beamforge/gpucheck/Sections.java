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
            report.line("");
            for (StackTraceElement call : e.getStackTrace()) {
                report.line("    at " + call); // indented: a block of code in Markdown
            }
            targets.require(what + " runs to its end", false, message);
        }
    }
}
