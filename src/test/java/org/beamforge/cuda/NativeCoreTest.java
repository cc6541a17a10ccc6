package org.beamforge.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.exactfp.ExactFpSolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The core of the CUDA kernels, built for the CPU from the same source, against the Java engine.
 *
 * <p>Both run the same algorithm but round differently, and rounding decides some steps: whether
 * the barrier of a single user can be lowered once more where sensing takes nearly all of the
 * power, and what becomes of a user who is about to be switched off. So a problem counts as well
 * conditioned if the Java engine itself moves by less than a tenth of the tolerance when the data
 * change in their last digits; those have to agree to 1e-9.
 */
class NativeCoreTest {
    private static final double AGREEMENT = 1e-9;

    private String compiler = "";

    @BeforeEach
    void needsACompiler() {
        assumeTrue(
                NativeProgram.compiler().isPresent(),
                "no C++ compiler (g++, c++, clang++ or $CXX) here: the native core is not tested");
        compiler = NativeProgram.compiler().orElseThrow();
    }

    private List<BeamResult> nativeResults(List<BeamProblem> problems, BeamSettings settings) {
        byte[] out = NativeProgram.run(compiler, ProblemBatch.pack(problems, settings), "exact-fp");
        return ProblemBatch.unpack(out, problems);
    }

    private static List<BeamResult> javaResults(List<BeamProblem> problems, BeamSettings settings) {
        try (ExactFpSolver solver = new ExactFpSolver(KernelProvider.plain(), 2)) {
            return solver.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
        }
    }

    private static BeamProblem scaled(BeamProblem p, double factor) {
        SplitComplex h = SplitComplex.allocate(p.dimension() * p.users());
        for (int i = 0; i < h.length(); i++) {
            h.re()[i] = p.channels().re()[i] * factor;
            h.im()[i] = p.channels().im()[i] * factor;
        }
        return new BeamProblem(p.dimension(), p.users(), p.sensing(), h, p.deltaD(), p.deltaE());
    }

    /** The same problems with every number changed in its last digits. */
    private static List<BeamProblem> perturbed(List<BeamProblem> problems, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<BeamProblem> out = new ArrayList<>();
        for (BeamProblem p : problems) {
            out.add(
                    new BeamProblem(
                            p.dimension(),
                            p.users(),
                            perturbed(p.sensing(), random),
                            perturbed(p.channels(), random),
                            p.deltaD(),
                            p.deltaE()));
        }
        return out;
    }

    private static SplitComplex perturbed(SplitComplex z, SplittableRandom random) {
        SplitComplex out = copy(z);
        for (int i = 0; i < out.length(); i++) {
            out.re()[i] *= 1 + 1e-15 * (random.nextDouble() - 0.5);
            out.im()[i] *= 1 + 1e-15 * (random.nextDouble() - 0.5);
        }
        return out;
    }

    private void compare(
            List<BeamProblem> problems,
            BeamSettings settings,
            double agreement,
            int mostSensitive) {
        List<BeamResult> expected = javaResults(problems, settings);
        List<List<BeamResult>> perturbed = new ArrayList<>();
        for (int seed = 1; seed <= 4; seed++) {
            perturbed.add(javaResults(perturbed(problems, seed), settings));
        }
        List<BeamResult> actual = nativeResults(problems, settings);
        List<Integer> sensitive = new ArrayList<>();
        for (int i = 0; i < problems.size(); i++) {
            BeamResult java = expected.get(i);
            BeamResult core = actual.get(i);
            double scale = Math.max(java.rateNats(), 1e-6);
            double spread = 0;
            for (List<BeamResult> other : perturbed) {
                BeamResult moved = other.get(i);
                spread = Math.max(spread, Math.abs(moved.rateNats() - java.rateNats()));
                if (moved.status() != java.status()) {
                    spread = Double.POSITIVE_INFINITY;
                }
            }
            String what =
                    "problem %d (r %d, n %d)"
                            .formatted(i, problems.get(i).dimension(), problems.get(i).users());
            assertThat(SolverContract.violation(problems.get(i), core))
                    .as("%s: violation", what)
                    .isLessThanOrEqualTo(1e-6);
            if (spread > 0.1 * agreement * scale) {
                sensitive.add(i);
                assertThat(core.rateNats())
                        .as(what)
                        .isCloseTo(java.rateNats(), within(2e-2 * scale));
                continue;
            }
            assertThat(core.status()).as(what).isEqualTo(java.status());
            assertThat(core.rateNats())
                    .as(what)
                    .isCloseTo(java.rateNats(), within(agreement * scale));
            if (problems.get(i).users() == 1) {
                assertThat(core.boundNats())
                        .as(what)
                        .isCloseTo(java.boundNats(), within(agreement * scale));
            }
        }
        assertThat(sensitive).as("problems that amplify rounding").hasSizeLessThan(mostSensitive);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheJavaEngine(long seed) {
        compare(RandomProblems.spread(seed, 250, 6, 24), BeamSettings.defaults(), AGREEMENT, 13);
    }

    @Test
    void agreesOnRandomStartsAndATightTolerance() {
        // The last gains that count are 2e-10 of the objective there: when the ascent stops is then
        // decided by rounding, and the objective is flat to about the tolerance.
        BeamSettings tight = new BeamSettings(1e-8, 6, 600, 99);
        compare(RandomProblems.spread(11, 40, 4, 12), tight, 1e-6, 8);
    }

    @Test
    void agreesOnTheProblemsOfTheSelfTest() {
        compare(SelfTestProblems.all(), new BeamSettings(1e-6, 1, 200, 1), AGREEMENT, 1);
    }

    @Test
    void agreesOnLargeProblems() {
        List<BeamProblem> problems = new ArrayList<>();
        for (int users : new int[] {12, 20, 40}) {
            problems.add(RandomProblems.of(users, users, 64, 25, 0.2));
        }
        compare(problems, BeamSettings.defaults().withStarts(1), AGREEMENT, 3);
    }

    @Test
    void agreesInTheCorners() {
        List<BeamProblem> problems = new ArrayList<>();
        BeamProblem plain = RandomProblems.of(5, 3, 8, 20, 0.3);
        // Two and three antennas, where r = M is below n + 3.
        problems.add(RandomProblems.of(21, 1, 2, 0, 0.5));
        problems.add(RandomProblems.of(22, 4, 2, 10, 0.5));
        problems.add(RandomProblems.of(23, 2, 3, 30, 0.9));
        // Sensing takes nearly nothing and nearly everything.
        problems.add(RandomProblems.of(24, 3, 8, 20, 1e-6));
        problems.add(RandomProblems.of(25, 3, 8, 20, 0.999));
        problems.add(RandomProblems.of(26, 1, 8, 20, 0.999));
        // Very weak and very strong users.
        problems.add(RandomProblems.of(27, 3, 8, -40, 0.3));
        problems.add(RandomProblems.of(28, 1, 8, 60, 0.3));
        // A user without a channel, alone and among others.
        problems.add(withZeroUser(plain, 1));
        problems.add(scaled(RandomProblems.of(29, 1, 6, 10, 0.3), 0));
        // Two users with the same channel.
        problems.add(withTwins(plain));
        compare(problems, BeamSettings.defaults(), AGREEMENT, 4);
    }

    private static BeamProblem withZeroUser(BeamProblem p, int user) {
        SplitComplex h = copy(p.channels());
        for (int i = 0; i < p.dimension(); i++) {
            h.re()[i * p.users() + user] = 0;
            h.im()[i * p.users() + user] = 0;
        }
        return new BeamProblem(p.dimension(), p.users(), p.sensing(), h, p.deltaD(), p.deltaE());
    }

    private static BeamProblem withTwins(BeamProblem p) {
        SplitComplex h = copy(p.channels());
        for (int i = 0; i < p.dimension(); i++) {
            h.re()[i * p.users() + 1] = h.re()[i * p.users()];
            h.im()[i * p.users() + 1] = h.im()[i * p.users()];
        }
        return new BeamProblem(p.dimension(), p.users(), p.sensing(), h, p.deltaD(), p.deltaE());
    }

    private static SplitComplex copy(SplitComplex z) {
        return new SplitComplex(z.re().clone(), z.im().clone());
    }
}
