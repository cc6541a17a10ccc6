package org.beamforge.gpucheck;

/** A report in Markdown; what is added shows on standard error at once. */
final class Report {
    private final StringBuilder text = new StringBuilder("# gpu-check\n");

    void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    void line(String line) {
        text.append(line).append('\n');
        System.err.println(line);
    }

    String text() {
        return text.toString();
    }
}
