package org.beamforge.gpucheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.beamforge.cuda.CudaAvailability;
import org.beamforge.cuda.CudaMmAdmm;
import org.beamforge.cuda.CudaSolver;
import org.beamforge.cuda.CudaSupport;
import org.beamforge.cuda.check.SolverContract;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.solver.BeamformingSolver;
import org.beamforge.solver.mmadmm.Schedule;

/**
 * Checks the engine "cuda" on a machine with a GPU and writes a report in Markdown: the contract of
 * solvers, a stress run against the CPU, and benchmarks; a list of targets at the end says PASS or
 * FAIL for each. A section that breaks off is a FAIL; the report is written all the same. Needs
 * nothing but a Java runtime.
 *
 * <pre>gpu-check [--stress COUNT] [--out REPORT.md] [--only-stress yes] [--quick yes]</pre>
 *
 * <p>scripts/gpu-check starts it.
 *
 * <p>Exit status: 0 all passed, 1 something failed or a target was missed, 2 bad usage, 5 no usable
 * GPU.
 */
public final class GpuCheck {
    private static final int DEFAULT_STRESS = 1_000_000;

    private GpuCheck() {}

    /** Entry point. */
    public static void main(String[] args) throws IOException {
        int stress = DEFAULT_STRESS;
        Path out = Path.of("gpu-check.md");
        boolean onlyStress = false;
        boolean quick = false;
        boolean understood = args.length % 2 == 0;
        for (int i = 0; understood && i < args.length; i += 2) {
            switch (args[i]) {
                case "--stress" -> stress = Integer.parseInt(args[i + 1]);
                case "--out" -> out = Path.of(args[i + 1]);
                case "--only-stress" -> onlyStress = args[i + 1].equals("yes");
                case "--quick" -> quick = args[i + 1].equals("yes");
                default -> understood = false;
            }
        }
        if (!understood) {
            System.err.println("usage: gpu-check [--stress COUNT] [--out REPORT.md]");
            System.exit(2);
        }
        CudaAvailability available = CudaSupport.availability();
        if (!available.usable()) {
            System.err.println("gpu-check: cuda cannot be used: " + available.reason());
            System.exit(5);
        }
        Report report = new Report();
        Targets targets = new Targets(quick);
        Sections sections = new Sections(report, targets);
        int problems = stress;
        boolean all = !onlyStress;
        boolean small = quick;
        sections.run("what needs the devices open", () -> checks(sections, problems, all, small));
        if (all && !quick) {
            // Last, and with the devices closed: it wants the most memory of all.
            sections.run("mm-admm in full dimension, large", () -> WideCheck.run(report, targets));
        }
        targets.write(report);
        boolean passed = targets.reached();
        report.line("");
        report.line(passed ? "Result: PASSED" : "Result: FAILED");
        Files.writeString(out, report.text());
        System.out.print(report.text());
        if (!passed) {
            System.exit(1);
        }
    }

    private static void checks(Sections sections, int stress, boolean all, boolean quick) {
        Report report = sections.report();
        Targets targets = sections.targets();
        try (CudaSolver solver = CudaSolver.open(List.of())) {
            report.section("Machine");
            report.line("- engine: " + solver.engine());
            report.line(
                    String.format(
                            Locale.ROOT,
                            "- CPU: %d processors, Java %s",
                            Runtime.getRuntime().availableProcessors(),
                            System.getProperty("java.version")));
            if (all) {
                sections.run(
                        "the contract of solvers, exact-fp",
                        () -> contract(solver, report, targets));
            }
            sections.run("mm-admm", () -> loops(report, targets, all));
            // With the self-tests of both solvers, every kernel, for compute-sanitizer.
            sections.run("arrays and rooflines, small", () -> OtherKernels.run(report, targets));
            sections.run("the stress run", () -> new Stress(solver).run(stress, report, targets));
            if (all) {
                new Benchmarks(solver, quick).run(sections);
            }
        }
    }

    /** Its self-test, in open(), runs each kernel of the loop; the contract is for all of it. */
    private static void loops(Report report, Targets targets, boolean all) {
        try (CudaMmAdmm loops =
                CudaMmAdmm.open(List.of(), KernelProvider.best(), Schedule.SCALED, 2)) {
            if (all) {
                contract(loops, report, targets);
            }
        }
    }

    private static void contract(BeamformingSolver solver, Report report, Targets targets) {
        report.section("Contract of solvers: " + solver.name());
        List<SolverContract.Verdict> verdicts = SolverContract.check(solver);
        for (SolverContract.Verdict verdict : verdicts) {
            report.line((verdict.holds() ? "- ok: " : "- FAILED: ") + verdict.promise());
            verdict.faults().stream().limit(5).forEach(fault -> report.line("  - " + fault));
        }
        long kept = verdicts.stream().filter(SolverContract.Verdict::holds).count();
        targets.require(
                "the contract of solvers, " + solver.name(),
                kept == verdicts.size(),
                "%d of %d promises kept".formatted(kept, verdicts.size()));
    }
}
