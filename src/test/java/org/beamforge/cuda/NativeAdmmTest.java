package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.mmadmm.AdmmDevice;
import org.beamforge.solver.mmadmm.JavaLoops;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;
import org.beamforge.solver.mmadmm.MmAdmmSolver;
import org.beamforge.solver.mmadmm.Schedule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The loop of mm-admm as the kernels have it, built for the CPU from the same source, against that
 * of the Java engine: every start that a solver runs goes through both, and the last iterates are
 * compared, before restoration could hide a difference.
 *
 * <p>Which trial is taken and where the extrapolation starts anew can be decided by rounding; so a
 * start counts as sensitive if one of the two moves by more than a tenth of the tolerance when the
 * data change in their last digits. They decompose A in different ways, so that rounding does not
 * move them alike.
 */
class NativeAdmmTest {
    private static final double AGREEMENT = 1e-9;

    private String compiler = "";

    @BeforeEach
    void needsACompiler() {
        assumeTrue(
                NativeProgram.compiler().isPresent(),
                "no C++ compiler (g++, c++, clang++ or $CXX) here: the native core is not tested");
        compiler = NativeProgram.compiler().orElseThrow();
    }

    /** Runs both, compares, and goes on with what the Java engine found. */
    private final class Comparing implements AdmmDevice {
        private final AdmmDevice expected = new JavaLoops();
        private int compared;
        private int sensitive;

        @Override
        public String name() {
            return "both";
        }

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public List<LoopEnd> run(
                List<LoopStart> starts, LoopNumbers numbers, Cancellation cancellation) {
            List<LoopEnd> java = expected.run(starts, numbers, cancellation);
            byte[] out = NativeProgram.run(compiler, AdmmBatch.pack(starts, numbers), "mm-admm");
            List<LoopEnd> core = AdmmBatch.unpack(out, starts);
            for (int i = 0; i < starts.size(); i++) {
                compared++;
                if (differs(java.get(i), core.get(i)) <= AGREEMENT) {
                    continue;
                }
                double own = 0;
                List<LoopStart> moved = new ArrayList<>();
                for (long seed = 1; seed <= 16; seed++) {
                    moved.add(perturbed(starts.get(i), seed));
                }
                byte[] again =
                        NativeProgram.run(compiler, AdmmBatch.pack(moved, numbers), "mm-admm");
                List<LoopEnd> movedJava = expected.run(moved, numbers, cancellation);
                List<LoopEnd> movedCore = AdmmBatch.unpack(again, moved);
                for (int k = 0; k < moved.size(); k++) {
                    own = Math.max(own, differs(java.get(i), movedJava.get(k)));
                    own = Math.max(own, differs(core.get(i), movedCore.get(k)));
                }
                assertThat(own)
                        .as(
                                "start %d (p %d, n %d, r %d), up to iteration %d: %s, Java %s",
                                i,
                                starts.get(i).problem().dimension(),
                                starts.get(i).problem().users(),
                                starts.get(i).dimension(),
                                numbers.limit(),
                                core.get(i).rate(),
                                java.get(i).rate())
                        .isGreaterThan(0.1 * AGREEMENT);
                assertThat(differs(java.get(i), core.get(i)))
                        .as("start %d; its last digits changed move it by %s", i, own)
                        .isLessThanOrEqualTo(100 * own);
                sensitive++;
            }
            return java;
        }
    }

    /** Largest difference of the iterates, their rates and their duals, relative to their sizes. */
    private static double differs(LoopEnd a, LoopEnd b) {
        if (a.outer() != b.outer() || a.inner() != b.inner() || a.status() != b.status()) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = Math.abs(a.rate() - b.rate()) / Math.max(1e-6, Math.abs(a.rate()));
        double size = 1;
        for (double z : a.z()) {
            size += Math.abs(z);
        }
        for (int i = 0; i < 4; i++) {
            worst = Math.max(worst, Math.abs(a.z()[i] - b.z()[i]) / size);
        }
        worst = Math.max(worst, Math.abs(a.violation() - b.violation()));
        worst = Math.max(worst, Math.abs(a.rho() - b.rho()) / a.rho());
        // Power is at most 1, so this is relative to the whole beamformer.
        for (int i = 0; i < a.x().length(); i++) {
            worst = Math.max(worst, Math.abs(a.x().re()[i] - b.x().re()[i]));
            worst = Math.max(worst, Math.abs(a.x().im()[i] - b.x().im()[i]));
        }
        for (int i = 0; i < a.upsilon().length; i++) {
            double scale = 1 + a.upsilon()[i];
            worst = Math.max(worst, Math.abs(a.upsilon()[i] - b.upsilon()[i]) / scale);
            worst = Math.max(worst, Math.abs(a.b().re()[i] - b.b().re()[i]));
        }
        return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst;
    }

    private static LoopStart perturbed(LoopStart start, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BeamProblem p = start.problem();
        return new LoopStart(
                new BeamProblem(
                        p.dimension(),
                        p.users(),
                        perturbed(p.sensing(), random),
                        perturbed(p.channels(), random),
                        p.deltaD(),
                        p.deltaE()),
                start.basis(),
                start.dimension(),
                start.columns(),
                perturbed(start.x(), random),
                start.z(),
                start.rho(),
                start.mu(),
                start.lastViolation(),
                start.mixerRadius(),
                start.outer(),
                start.inner(),
                start.quiet());
    }

    private static SplitComplex perturbed(SplitComplex z, SplittableRandom random) {
        SplitComplex out = new SplitComplex(z.re().clone(), z.im().clone());
        for (int i = 0; i < out.length(); i++) {
            out.re()[i] *= 1 + 1e-15 * (random.nextDouble() - 0.5);
            out.im()[i] *= 1 + 1e-15 * (random.nextDouble() - 0.5);
        }
        return out;
    }

    private void compare(List<BeamProblem> problems, Schedule schedule, int least, int sensitive) {
        Comparing both = new Comparing();
        BeamSettings settings = BeamSettings.defaults().withStarts(2);
        try (MmAdmmSolver solver = MmAdmmSolver.create(both, KernelProvider.plain(), schedule, 1)) {
            solver.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
        }
        assertThat(both.compared).isGreaterThanOrEqualTo(least);
        assertThat(both.sensitive).as("starts that amplify rounding").isLessThan(sensitive);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void agreesOnThePrintedSchedule(long seed) {
        compare(RandomProblems.spread(seed, 25, 6, 24), Schedule.PAPER, 50, 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void agreesOnTheScaledSchedule(long seed) {
        compare(RandomProblems.spread(seed, 12, 6, 24), Schedule.SCALED, 100, 20);
    }

    /** The launch plan counts the state of a start as the kernels lay it out, to the byte. */
    @Test
    void countsTheStateAsTheKernelsDo() {
        StringBuilder calls = new StringBuilder();
        List<LoopStart> starts = new ArrayList<>();
        for (int n : new int[] {1, 2, 3, 4, 7, 8, 13, 16, 32, 65}) {
            for (int p : new int[] {2, n + 2, n + 3, Math.max(1, n - 1)}) {
                for (int r : new int[] {p, p + 1, p + 40}) {
                    for (int columns : new int[] {n, r + n}) {
                        starts.add(shape(p, n, columns, r));
                        calls.append("print(%d, %d, %d, %d);%n".formatted(p, n, columns, r));
                    }
                }
            }
        }
        String source =
                """
                #include <cstdio>
                #include "beamforge/admm_problem.h"
                static void print(int p, int n, int columns, int r) {
                    std::printf("%zu\\n", beamforge::admmWorkspaceBytes(p, n, columns, r));
                }
                int main() {
                """
                        + calls
                        + "}\n";
        List<Long> expected =
                NativeProgram.print(compiler, source).lines().map(Long::valueOf).toList();
        assertThat(starts.stream().map(AdmmBatch::workspaceBytes).toList())
                .hasSizeGreaterThan(200)
                .isEqualTo(expected);
    }

    /** A start of which only the sizes are read. */
    private static LoopStart shape(int p, int n, int columns, int r) {
        BeamProblem problem =
                new BeamProblem(
                        p, n, SplitComplex.allocate(3 * p), SplitComplex.allocate(p * n), 0.1, 0.1);
        return new LoopStart(
                problem,
                SplitComplex.allocate(r > p ? p * r : 0),
                r,
                columns,
                SplitComplex.allocate(p * columns),
                new double[4],
                1,
                1,
                0,
                0,
                0,
                0,
                0);
    }

    @Test
    void agreesInFullDimension() {
        List<BeamProblem> problems = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // Dimensions that are and are not multiples of the tiles.
            BeamProblem small = RandomProblems.of(60 + i, 1 + i, 8, 20, 0.3);
            problems.add(RandomProblems.embedded(small, 13 + 19 * i, i));
        }
        compare(problems, Schedule.PAPER, 8, 2);
        compare(problems, Schedule.SCALED, 40, 8);
    }

    @Test
    void agreesOnLargeProblems() {
        List<BeamProblem> problems = new ArrayList<>();
        problems.add(RandomProblems.of(20, 20, 64, 25, 0.2));
        problems.add(RandomProblems.embedded(RandomProblems.of(12, 12, 32, 25, 0.2), 70, 3));
        compare(problems, new Schedule("short", 5, 0.9, 0, 12, false), 4, 1);
        compare(problems.subList(0, 1), new Schedule("short", 30, 0.9, 0.01, 12, true), 16, 4);
    }

    @Test
    void agreesInTheCorners() {
        List<BeamProblem> problems = new ArrayList<>();
        // Two and three antennas, where r = M is below n + 3, and even below n.
        problems.add(RandomProblems.of(21, 1, 2, 0, 0.5));
        problems.add(RandomProblems.of(22, 4, 2, 10, 0.5));
        problems.add(RandomProblems.of(23, 2, 3, 30, 0.9));
        // Sensing takes nearly nothing and nearly everything.
        problems.add(RandomProblems.of(24, 3, 8, 20, 1e-6));
        problems.add(RandomProblems.of(25, 3, 8, 20, 0.999));
        // Very weak and very strong users, and one without a channel.
        problems.add(RandomProblems.of(27, 3, 8, -40, 0.3));
        problems.add(RandomProblems.of(28, 1, 8, 60, 0.3));
        BeamProblem silent = RandomProblems.of(5, 3, 8, 20, 0.3);
        for (int i = 0; i < silent.dimension(); i++) {
            silent.channels().re()[i * 3 + 1] = 0;
            silent.channels().im()[i * 3 + 1] = 0;
        }
        problems.add(silent);
        compare(problems, Schedule.PAPER, 16, 3);
        compare(problems, new Schedule("short", 30, 0.9, 0.01, 10, true), 60, 25);
    }
}
