package org.beamforge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;

/**
 * Child process of FakeDriverTest: {@code auto} between a slow CPU and the GPU of the driver. With
 * the argument "small" there is little work.
 */
public final class AutoProbeMain {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private AutoProbeMain() {}

    /** The Java engine, which pauses after every problem. */
    private record SlowEngine(ExactFpSolver solver) implements BeamformingSolver {
        @Override
        public String name() {
            return solver.name();
        }

        @Override
        public String engine() {
            return "slow " + solver.engine();
        }

        @Override
        public List<BeamResult> solve(
                List<BeamProblem> problems,
                BeamSettings settings,
                Cancellation cancellation,
                BeamListener listener) {
            long until = System.nanoTime() + PAUSE * problems.size();
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            return solver.solve(problems, settings, cancellation, listener);
        }

        @Override
        public void close() {
            solver.close();
        }
    }

    public static void main(String[] args) {
        boolean small = args.length > 0 && args[0].equals("small");
        List<String> said = new ArrayList<>();
        List<BeamProblem> problems = RandomProblems.spread(8, 60, 6, 12);
        BeamSettings settings = BeamSettings.defaults().withStarts(1);
        ComplexKernels kernels = KernelProvider.plain();
        BeamformingSolver cpu = new SlowEngine(new ExactFpSolver(kernels, 1));
        EngineTrial.Gpu gpu = Backends.gpu(SolveSettings.defaults(), kernels);
        try (AutoSolver auto =
                new AutoSolver(
                        cpu,
                        new EngineTrial(cpu, gpu, System::nanoTime),
                        line -> said.add("line " + line))) {
            auto.announce(small ? problems.size() : 10_000);
            for (BeamResult result :
                    auto.solve(problems, settings, Cancellation.none(), BeamListener.NONE)) {
                said.add("rate " + result.rateNats());
            }
            said.add("backend " + auto.backend().label());
        }
        System.out.print(String.join("\n", said) + "\n");
    }
}
