package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.solver.BeamProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkPlanTest {
    @ParameterizedTest
    @CsvSource({
        "232448, 268435456, 16384",
        "101376, 100000, 16384",
        "12000, 268435456, 16384",
        "232448, 268435456, 7",
        "1000, 50000, 3"
    })
    void everyProblemIsInOneLaunchThatFits(long shared, long memory, int most) {
        List<BeamProblem> problems = new ArrayList<>(RandomProblems.spread(1, 150, 6, 12));
        problems.add(RandomProblems.of(2, 20, 40, 20, 0.2));
        problems.add(RandomProblems.of(3, 40, 64, 20, 0.2));
        List<Integer> seen = new ArrayList<>();
        for (ChunkPlan.Chunk chunk :
                ChunkPlan.of(problems, shared, new ChunkPlan.Most(memory, memory, most))) {
            assertThat(chunk.members()).isNotEmpty().hasSizeLessThanOrEqualTo(most);
            assertThat((long) chunk.sharedBytes()).isLessThanOrEqualTo(Math.max(shared, 384));
            long bytes = 0;
            for (int i : chunk.members()) {
                BeamProblem p = problems.get(i);
                long state = ProblemBatch.workspaceBytes(p.dimension(), p.users());
                assertThat(state).isLessThanOrEqualTo(chunk.stateBytes());
                assertThat(state).isGreaterThanOrEqualTo((long) (0.75 * chunk.stateBytes()));
                assertThat(chunk.variant()).isEqualTo(ChunkPlan.variant(p, shared));
                bytes += ChunkPlan.deviceBytes(p, chunk.variant());
            }
            if (chunk.members().size() > 1) {
                assertThat(bytes).isLessThanOrEqualTo(memory);
                assertThat(chunk.halves().stream().mapToInt(c -> c.members().size()).sum())
                        .isEqualTo(chunk.members().size());
            }
            seen.addAll(chunk.members());
        }
        assertThat(seen).hasSize(problems.size()).doesNotHaveDuplicates();
    }
}
