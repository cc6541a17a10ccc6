package org.beamforge.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.junit.jupiter.api.Test;

class JobSolverTest {
    private static final SweepConfig CONFIG =
            SweepConfig.paper(List.of(SweepScheme.of("joint"), SweepScheme.of("game")), 1, 3)
                    .varying(GridParameter.USERS, List.of(4.0));
    private static final Instance INSTANCE =
            ScenarioGenerator.generate(ScenarioSettings.builder().users(4).seed(3).build());

    private final JobSolver solver = new JobSolver(CONFIG, Optional.empty(), Cancellation.none());

    private ResultRow solved(String scheme) {
        return solver.solve(INSTANCE, 0, 0, SweepScheme.of(scheme), List.of()).orElseThrow();
    }

    /** The row with other figures, as if its scheme had found them. */
    private static ResultRow claiming(
            ResultRow row, SolveStatus status, double sumRate, double upperBound) {
        return new ResultRow(
                row.point(),
                row.draw(),
                row.scheme(),
                status,
                sumRate,
                upperBound,
                row.closed(),
                row.corrected(),
                row.association(),
                row.fallback(),
                row.iterations(),
                row.alternations(),
                row.seconds());
    }

    @Test
    void takesOverTheAssociationOfABetterScheme() {
        ResultRow joint = solved("joint");
        ResultRow game = solved("game");
        double truth = joint.sumRate();
        ResultRow poor =
                claiming(joint, SolveStatus.SOLVED, 0.9 * game.sumRate(), joint.upperBound());
        ResultRow corrected = solver.corrected(INSTANCE, poor, List.of(game));
        assertThat(corrected.corrected()).isTrue();
        assertThat(corrected.closed()).isFalse();
        assertThat(corrected.association()).isEqualTo(game.association());
        assertThat(corrected.sumRate()).isBetween(game.sumRate(), truth * (1 + 1e-6));
        assertThat(corrected.upperBound()).isEqualTo(joint.upperBound());
        assertThat(solver.corrected(INSTANCE, joint, List.of(poor))).isEqualTo(joint);
    }

    @Test
    void refusesARateAboveTheProvenBound() {
        ResultRow joint = solved("joint");
        ResultRow game = solved("game");
        ResultRow better =
                claiming(game, SolveStatus.SOLVED, 1.001 * joint.upperBound(), Double.NaN);
        assertThatThrownBy(() -> solver.corrected(INSTANCE, joint, List.of(better)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("seed 3")
                .hasMessageContaining("upper bound")
                .hasMessageContaining("game");
    }

    @Test
    void refusesInfeasibilityThatAnotherSchemeRefutes() {
        ResultRow game = solved("game");
        ResultRow none = claiming(solved("joint"), SolveStatus.INFEASIBLE, Double.NaN, Double.NaN);
        assertThatThrownBy(() -> solver.corrected(INSTANCE, none, List.of(game)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no feasible point")
                .hasMessageContaining("game");
    }
}
