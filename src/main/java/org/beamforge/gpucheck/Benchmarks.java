package org.beamforge.gpucheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beamforge.BackendKind;
import org.beamforge.Beamforge;
import org.beamforge.SolveSettings;
import org.beamforge.control.Cancellation;
import org.beamforge.cuda.CudaArrays;
import org.beamforge.cuda.check.RandomProblems;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.ScenarioGenerator;
import org.beamforge.model.scenario.ScenarioSettings;
import org.beamforge.solver.BeamListener;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.exactfp.ExactFpSolver;

/** Rates of the engine against two CPU threads, and the share of the machine that they are. */
final class Benchmarks {
    private static final int BATCH = 50_000;
    private static final int CPU_BATCH = 2_000;
    private static final int CPU_THREADS = 2;

    private final BeamformingSolver solver;

    Benchmarks(BeamformingSolver solver) {
        this.solver = solver;
    }

    void run(Report report) {
        solves(report);
        table(report);
        arrays(report);
    }

    private void solves(Report report) {
        report.section("exact-fp, one start, whole calls with copies");
        report.line("| users | r | GPU solves/s | 2 CPU threads | ratio | Gflop/s |");
        report.line("|---|---|---|---|---|---|");
        BeamSettings settings = BeamSettings.defaults().withStarts(1);
        for (int users : new int[] {1, 2, 4, 8, 16}) {
            List<BeamProblem> few = new ArrayList<>();
            for (int i = 0; i < CPU_BATCH / users; i++) {
                few.add(RandomProblems.of(i, users, 24, 20, 0.2));
            }
            // Building problems takes longer than solving them there: the batch repeats some.
            List<BeamProblem> many = new ArrayList<>();
            while (many.size() < BATCH) {
                many.addAll(few);
            }
            timed(solver, few, settings);
            Timing gpu = timed(solver, many, settings);
            Timing cpu;
            try (ExactFpSolver java = new ExactFpSolver(KernelProvider.best(), CPU_THREADS)) {
                timed(java, few, settings);
                cpu = timed(java, few, settings);
            }
            double rate = many.size() / gpu.seconds();
            double cpuRate = few.size() / cpu.seconds();
            int r = few.get(0).dimension();
            report.line(
                    String.format(
                            Locale.ROOT,
                            "| %d | %d | %.0f | %.0f | %.1f | %.1f |",
                            users,
                            r,
                            rate,
                            cpuRate,
                            rate / cpuRate,
                            gpu.newtonSteps()
                                    * flopsPerNewtonStep(r, users)
                                    / gpu.seconds()
                                    * 1e-9));
        }
        report.line("");
        report.line("Gflop/s counts the products of a Newton step only (docs/cuda.md).");
    }

    /** Real operations of the matrix work of one Newton step of the dual. */
    static double flopsPerNewtonStep(double r, double n) {
        double factor = 8 * (r * r * r / 6 + r * r * r / 6 + r * r * r / 6);
        double applied = 8 * r * r * (3 + n);
        double hessian = 8 * r * r * n + 8 * 3 * r * (3 + n);
        return factor + applied + hessian;
    }

    private record Timing(double seconds, double newtonSteps) {}

    private static Timing timed(
            BeamformingSolver solver, List<BeamProblem> problems, BeamSettings settings) {
        long began = System.nanoTime();
        List<BeamResult> results =
                solver.solve(problems, settings, Cancellation.none(), BeamListener.NONE);
        double seconds = (System.nanoTime() - began) * 1e-9;
        return new Timing(seconds, results.stream().mapToDouble(BeamResult::innerIterations).sum());
    }

    private static void table(Report report) {
        report.section("Full value table, N = 15, K = 3 (98,301 values)");
        Instance instance =
                ScenarioGenerator.generate(ScenarioSettings.builder().users(15).seed(1).build());
        for (BackendKind backend : List.of(BackendKind.CUDA, BackendKind.JAVA)) {
            long began = System.nanoTime();
            double rate =
                    Beamforge.solve(
                                    instance,
                                    SolveSettings.builder().backend(backend).prune(false).build())
                            .sumRate();
            report.line(
                    String.format(
                            Locale.ROOT,
                            "- %s: %.2f s, %.9f bit/s/Hz",
                            backend.label(),
                            (System.nanoTime() - began) * 1e-9,
                            rate));
        }
    }

    private static void arrays(Report report) {
        report.section("Arrays, M = 8192, 3 base stations, 53 vectors (with copies)");
        int batch = 3;
        int count = 53;
        int m = 8192;
        SplitComplex vectors = SplitComplex.allocate(batch * count * m);
        for (int i = 0; i < vectors.length(); i++) {
            vectors.re()[i] = Math.cos(0.001 * i * (i % 97));
            vectors.im()[i] = Math.sin(0.003 * i * (i % 89));
        }
        try (CudaArrays arrays = CudaArrays.open(0)) {
            arrays.gram(batch, count, m, vectors);
            long began = System.nanoTime();
            arrays.gram(batch, count, m, vectors);
            long gram = System.nanoTime();
            CudaArrays.Bases bases = arrays.bases(batch, count, m, vectors);
            long basis = System.nanoTime();
            arrays.expand(batch, count, m, count, bases.basis(), bases.coordinates());
            long expand = System.nanoTime();
            report.line(String.format(Locale.ROOT, "- Gram: %.2f ms", (gram - began) * 1e-6));
            report.line(String.format(Locale.ROOT, "- basis: %.2f ms", (basis - gram) * 1e-6));
            report.line(
                    String.format(Locale.ROOT, "- expansion: %.2f ms", (expand - basis) * 1e-6));
        }
    }
}
