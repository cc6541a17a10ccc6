package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;

/** Well-conditioned problems for the self-test, one for every kernel variant and then some. */
final class SelfTestProblems {
    private SelfTestProblems() {}

    static List<BeamProblem> all() {
        List<BeamProblem> problems = new ArrayList<>();
        for (int users : new int[] {1, 2, 3, 5}) {
            problems.add(of(users)); // a warp each
        }
        problems.add(of(18)); // four warps
        return problems;
    }

    /** A problem in more dimensions than its vectors span. */
    static BeamProblem fullDimension() {
        return of(4, 40);
    }

    private static BeamProblem of(int users) {
        return of(users, users + 3);
    }

    /** Nearly orthogonal users of unlike strength beside three orthogonal sensing directions. */
    private static BeamProblem of(int users, int r) {
        SplitComplex channels = SplitComplex.allocate(r * users);
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < users; j++) {
                double strength = 3 + j;
                double phase = 0.7 * i * (j + 1);
                double amplitude = i == j ? strength : 0.15 * strength / (1 + Math.abs(i - j));
                channels.re()[i * users + j] = amplitude * Math.cos(phase);
                channels.im()[i * users + j] = amplitude * Math.sin(phase);
            }
        }
        SplitComplex sensing = SplitComplex.allocate(r * 3);
        for (int v = 0; v < 3; v++) {
            sensing.re()[(users + v) * 3 + v] = 1;
        }
        return new BeamProblem(r, users, sensing, channels, 0.1, 0.15);
    }
}
