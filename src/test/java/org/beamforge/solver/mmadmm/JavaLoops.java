package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;
import org.beamforge.tensor.Engines;
import org.beamforge.tensor.TensorEngine;

/** The loop of the Java engine behind the interface of a device, for comparisons. */
public final class JavaLoops implements AdmmDevice {
    private final TensorEngine engine = Engines.create(Engines.JAVA, KernelProvider.plain());

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String device() {
        return engine.device();
    }

    @Override
    public List<LoopEnd> run(
            List<LoopStart> starts, LoopNumbers numbers, Cancellation cancellation) {
        Schedule schedule =
                new Schedule(
                        "as given",
                        numbers.rhoStart(),
                        numbers.decay(),
                        numbers.floor(),
                        numbers.limit(),
                        numbers.adaptive());
        List<LoopEnd> ends = new ArrayList<>();
        for (LoopStart start : starts) {
            ends.add(run(start, schedule, numbers, cancellation));
        }
        return ends;
    }

    private LoopEnd run(
            LoopStart start, Schedule schedule, LoopNumbers numbers, Cancellation cancellation) {
        SplitComplex x = new SplitComplex(start.x().re().clone(), start.x().im().clone());
        AdmmProblem job = new AdmmProblem(new Coordinates(start.basis(), start.problem()), 0, 0, x);
        System.arraycopy(start.z(), 0, job.z, 0, job.z.length);
        job.rho = start.rho();
        job.mu = start.mu();
        job.lastViolation = start.lastViolation();
        job.mixer.radius(start.mixerRadius());
        job.outer = start.outer();
        job.inner = start.inner();
        job.quiet = start.quiet();
        try (MmAdmm batch =
                new MmAdmm(engine, schedule, 1, start.dimension(), start.problem().users())) {
            batch.solve(
                    List.of(job),
                    numbers.tolerance(),
                    numbers.limit(),
                    cancellation,
                    BeamListener.NONE);
        }
        return new LoopEnd(
                job.status,
                job.x,
                job.upsilon,
                new SplitComplex(job.bRe, job.bIm),
                job.z,
                job.rho,
                job.mu,
                job.primal,
                job.stepLength,
                job.violation,
                job.lastViolation,
                job.rate,
                job.mixer.radius(),
                job.outer,
                job.inner,
                job.quiet);
    }
}
