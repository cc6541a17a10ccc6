package org.beamforge.gpucheck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionsTest {
    private final Report report = new Report();
    private final Targets targets = new Targets(false);
    private final Sections sections = new Sections(report, targets);

    @Test
    void aSectionThatBreaksOffIsATargetThatWasMissedAndTheOthersGoOn() {
        sections.run("first", () -> report.line("first was here"));
        assertThat(targets.reached()).isTrue();
        sections.run(
                "second",
                () -> {
                    throw new IllegalStateException("launch failed\n  of 7 problems");
                });
        sections.run(
                "third",
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                });
        sections.run("fourth", () -> report.line("fourth was here"));
        assertThat(targets.reached()).isFalse();
        targets.write(report);
        assertThat(report.text())
                .contains("first was here")
                .contains("fourth was here")
                .contains(
                        "- FAIL: second runs to its end; measured: java.lang.IllegalStateException: launch failed; of 7 problems\n")
                .contains(
                        "- FAIL: third runs to its end; measured: java.lang.OutOfMemoryError: Java heap space\n");
    }

    @Test
    void whatIsNotJudgedMissesNothing() {
        targets.unjudged("share", "nothing, why");
        targets.write(report);
        assertThat(targets.reached()).isTrue();
        assertThat(report.text()).contains("- not judged: share; measured: nothing, why");
    }
}
