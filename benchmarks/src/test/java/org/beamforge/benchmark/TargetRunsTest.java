package org.beamforge.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetRunsTest {
    @Test
    void bothSolversBringNearlyAllSmallProblemsToTheTarget() {
        for (String solver : new String[] {"mm-admm", "exact-fp"}) {
            try (TargetRuns runs = TargetRuns.of(solver, 6, 2)) {
                assertThat(runs.solve() + runs.missed()).isEqualTo(TargetRuns.PROBLEMS);
                assertThat(runs.missed()).as(solver).isLessThan(TargetRuns.PROBLEMS / 4);
                assertThat(runs.medianIterations()).as(solver).isBetween(1, 100);
            }
        }
    }
}
