package org.beamforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.beamforge.control.Cancellation;
import org.beamforge.control.SolveStatus;
import org.beamforge.cuda.CudaFailures;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.junit.jupiter.api.Test;

/** The choice of {@code auto}, with engines of known speed on a clock of their own. */
class EngineTrialTest {
    private static final BeamProblem SMALL = RandomProblems.of(1, 2, 8, 20, 0.2);
    private static final BeamProblem LARGE = RandomProblems.embedded(SMALL, 300, 1);
    private static final BeamSettings SETTINGS = BeamSettings.defaults();

    private final AtomicLong clock = new AtomicLong();
    private final FakeEngine cpu = new FakeEngine("cpu", 5_000);
    private final FakeEngine gpu = new FakeEngine("gpu", 200_000);
    private final FakeGpu device = new FakeGpu();
    private final List<String> said = new ArrayList<>();

    /** Takes a second for {@code rate} problems, or iterations of them. */
    private final class FakeEngine implements BeamformingSolver {
        private final String name;
        private double rate;
        private double rateNats = 2;
        private long solved;
        private int fewestIterations = Integer.MAX_VALUE;
        private boolean closed;
        private RuntimeException failure = new IllegalStateException();
        private boolean fails;
        private int batch = 512;

        FakeEngine(String name, double rate) {
            this.name = name;
            this.rate = rate;
        }

        @Override
        public String name() {
            return "exact-fp";
        }

        @Override
        public String engine() {
            return name;
        }

        @Override
        public int preferredBatch() {
            return batch;
        }

        @Override
        public List<BeamResult> solve(
                List<BeamProblem> problems,
                BeamSettings settings,
                Cancellation cancellation,
                BeamListener listener) {
            if (fails) {
                throw failure;
            }
            solved += problems.size();
            fewestIterations = Math.min(fewestIterations, settings.maxIterations());
            clock.addAndGet((long) (1e9 * problems.size() / rate));
            SplitComplex none = SplitComplex.allocate(0);
            BeamResult result =
                    new BeamResult(SolveStatus.SOLVED, rateNats, 9, none, none, 0, 1, 1, 0, 0);
            return new ArrayList<>(Collections.nCopies(problems.size(), result));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final class FakeGpu implements EngineTrial.Gpu {
        private Optional<String> missing = Optional.empty();
        private Optional<String> fault = Optional.empty();
        private int opened;

        @Override
        public Optional<String> missing() {
            return missing;
        }

        @Override
        public BeamformingSolver open() {
            opened++;
            if (fault.isPresent()) {
                throw CudaFailures.of(fault.get());
            }
            return gpu;
        }
    }

    private AutoSolver auto() {
        return new AutoSolver(cpu, new EngineTrial(cpu, device, clock::get), said::add);
    }

    private static List<BeamProblem> many(int count) {
        return Collections.nCopies(count, SMALL);
    }

    private List<BeamResult> solve(AutoSolver auto, List<BeamProblem> problems) {
        return auto.solve(problems, SETTINGS, Cancellation.none(), BeamListener.NONE);
    }

    @Test
    void muchWorkGoesToAFasterGpuAndTheLineHasTheRates() {
        try (AutoSolver auto = auto()) {
            auto.announce(98_256);
            assertThat(auto.preferredBatch()).isEqualTo(2_048);
            gpu.batch = 8_192;
            solve(auto, many(2_048));
            assertThat(said)
                    .containsExactly(
                            "auto: cuda, 200,000 problems/s against 5,000 on the CPU, measured on 2048 problems");
            assertThat(auto.backend()).isEqualTo(BackendKind.CUDA);
            assertThat(auto.engine()).isEqualTo("gpu");
            assertThat(auto.preferredBatch()).isEqualTo(8_192);
            long before = cpu.solved;
            solve(auto, many(100));
            assertThat(cpu.solved).as("the CPU has no more of it").isEqualTo(before);
            assertThat(device.opened).isEqualTo(1);
            assertThat(said).hasSize(1);
        }
        assertThat(gpu.closed).isTrue();
        assertThat(cpu.closed).isTrue();
    }

    @Test
    void aSlowerGpuIsLeftAloneAndGivenBack() {
        gpu.rate = 5_500; // faster by less than what noise can do
        try (AutoSolver auto = auto()) {
            auto.announce(98_256);
            List<BeamResult> results = solve(auto, many(2_048));
            assertThat(results).hasSize(2_048);
            assertThat(said)
                    .containsExactly(
                            "auto: java, 5,000 problems/s against 5,500 on the GPU, measured on 2048 problems");
            assertThat(auto.backend()).isEqualTo(BackendKind.JAVA);
            assertThat(gpu.closed).isTrue();
            solve(auto, many(2_048));
            assertThat(device.opened).as("decided once").isEqualTo(1);
        }
    }

    @Test
    void littleWorkMeasuresNothingAndSaysNothing() {
        try (AutoSolver auto = auto()) {
            solve(auto, many(1_999));
            assertThat(cpu.solved).isEqualTo(1_999);
        }
        assertThat(said).isEmpty();
        assertThat(device.opened).isZero();
    }

    @Test
    void workThatTheCpuEndsSoonDoesNotStartAGpu() {
        try (AutoSolver auto = auto()) {
            auto.announce(10_000); // two seconds
            solve(auto, many(2_048));
        }
        assertThat(device.opened).isZero();
        assertThat(said)
                .containsExactly(
                        "auto: java, about 2.0 s of work on the CPU, too little to start a GPU for");
    }

    @Test
    void withoutADriverNothingIsMeasured() {
        device.missing = Optional.of("no NVIDIA driver on this machine");
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            assertThat(auto.preferredBatch()).as("no sample is needed").isEqualTo(512);
            solve(auto, many(2_048));
            assertThat(cpu.solved).as("the work alone").isEqualTo(2_048);
        }
        assertThat(said).containsExactly("auto: java, no NVIDIA driver on this machine");
        assertThat(device.opened).isZero();
    }

    @Test
    void aGpuThatFailsItsSelfTestIsOneLine() {
        device.fault = Optional.of("the self-test found 1 where the CPU finds 2\nMaybe more");
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            assertThat(solve(auto, many(2_048))).hasSize(2_048);
        }
        assertThat(said)
                .containsExactly(
                        "auto: java, cuda cannot be used: the self-test found 1 where the CPU finds 2");
    }

    @Test
    void aGpuThatFailsInTheTrialIsOneLineAndGivenBack() {
        gpu.fails = true;
        gpu.failure = CudaFailures.of("cuLaunchKernel failed for 7 problems");
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            assertThat(solve(auto, many(2_048))).hasSize(2_048);
        }
        assertThat(said)
                .containsExactly(
                        "auto: java, cuda failed in its trial: cuLaunchKernel failed for 7 problems");
        assertThat(gpu.closed).isTrue();
    }

    @Test
    void aFastGpuThatFindsSomethingElseIsNotUsed() {
        gpu.rateNats = 2.001;
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            assertThat(solve(auto, many(2_048)).get(0).rateNats()).isEqualTo(2);
        }
        assertThat(said)
                .containsExactly(
                        "auto: java, cuda differs from the CPU in 2048 of 2048 problems, by up to 5.0e-04");
        gpu.rateNats = Double.NaN;
        gpu.closed = false;
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            assertThat(solve(auto, many(2_048)).get(0).rateNats()).isEqualTo(2);
        }
        assertThat(said.get(1)).contains("differs from the CPU in 2048 of 2048");
        assertThat(gpu.closed).isTrue();
    }

    @Test
    void fewLargeProblemsAreTriedForAFewIterations() {
        cpu.rate = 2; // ten iterations of a problem in half a second
        gpu.rate = 100;
        try (AutoSolver auto = auto()) {
            solve(auto, List.of(LARGE, LARGE, LARGE));
            assertThat(auto.backend()).isEqualTo(BackendKind.CUDA);
        }
        assertThat(cpu.fewestIterations).isEqualTo(10);
        assertThat(said)
                .containsExactly(
                        "auto: cuda, 100 problems/s against 2.00 on the CPU, measured on 2 problems, 10 iterations each");
    }

    @Test
    void largeProblemsThatComeOneByOneAreDecidedOnWhenTheyAddUp() {
        cpu.rate = 2_000; // ten iterations of a problem in half a millisecond
        gpu.rate = 100_000;
        double starts = SETTINGS.starts();
        double each = starts * 100 / 10 / cpu.rate; // as the trial estimates a whole problem
        assertThat(each).as("a call is too little").isLessThan(3);
        try (AutoSolver auto = auto()) {
            solve(auto, List.of(LARGE));
            assertThat(said).hasSize(1);
            assertThat(said.get(0)).startsWith("auto: java, about ").endsWith("start a GPU for");
            // From here on a call takes the CPU a tenth of a second.
            cpu.rate = 10;
            long trial = cpu.solved;
            int calls = 0;
            while (auto.backend() == BackendKind.JAVA) {
                calls++;
                assertThat(calls).as("calls").isLessThan(100);
                assertThat(cpu.solved).as("no trial per call").isEqualTo(trial + calls - 1);
                solve(auto, List.of(LARGE));
            }
            assertThat(calls).isBetween((int) ((3 - each) / 0.1), (int) ((3 - each) / 0.1) + 3);
        }
        assertThat(device.opened).isEqualTo(1);
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).startsWith("auto: cuda, ");
    }

    @Test
    void aLargeProblemThatIsTooLittleDoesNotDecideOnManyThatFollow() {
        cpu.rate = 2_000;
        gpu.rate = 100_000;
        try (AutoSolver auto = auto()) {
            solve(auto, List.of(LARGE));
            assertThat(auto.backend()).isEqualTo(BackendKind.JAVA);
            solve(auto, Collections.nCopies(1_000, LARGE));
            assertThat(auto.backend()).isEqualTo(BackendKind.CUDA);
        }
        assertThat(said).hasSize(2);
    }

    @Test
    void aRequestToStopLeavesItUndecided() {
        Cancellation stop = Cancellation.none();
        stop.cancel();
        try (AutoSolver auto = auto()) {
            auto.announce(1_000_000);
            auto.solve(many(2_048), SETTINGS, stop, BeamListener.NONE);
            assertThat(auto.backend()).isEqualTo(BackendKind.JAVA);
        }
        assertThat(said).isEmpty();
        assertThat(device.opened).isZero();
    }
}
