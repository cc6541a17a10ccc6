package org.beamforge.solver.mmadmm;

import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.Cancellation;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamListener;

/**
 * Hands starts to an {@link AdmmDevice} and takes back what became of them. A listener hears once
 * per run of a start, with its last iteration.
 */
final class DeviceBatch implements LoopBatch {
    private final AdmmDevice device;
    private final Schedule schedule;
    private final int columns;

    DeviceBatch(AdmmDevice device, Schedule schedule, int columns) {
        this.device = device;
        this.schedule = schedule;
        this.columns = columns;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void solve(
            List<AdmmProblem> jobs,
            double tolerance,
            int limit,
            Cancellation cancellation,
            BeamListener listener) {
        if (jobs.isEmpty()) {
            return;
        }
        List<LoopStart> starts = new ArrayList<>();
        for (AdmmProblem job : jobs) {
            starts.add(start(job));
        }
        List<LoopEnd> ends = device.run(starts, schedule.numbers(tolerance, limit), cancellation);
        for (int i = 0; i < ends.size(); i++) {
            AdmmProblem job = jobs.get(i);
            int before = job.outer;
            take(ends.get(i), job);
            if (job.outer > before) {
                job.counter[0] += job.outer - before;
                listener.iteration(
                        job.position,
                        job.counter[0],
                        job.rate,
                        job.primal,
                        job.stepLength,
                        job.violation,
                        job.rho,
                        false);
            }
        }
    }

    private LoopStart start(AdmmProblem job) {
        SplitComplex q = job.coordinates.q();
        return new LoopStart(
                job.problem,
                q,
                q.length() / job.problem.dimension(),
                columns,
                job.x,
                job.z,
                job.rho,
                job.mu,
                job.lastViolation,
                job.mixer.radius(),
                job.outer,
                job.inner,
                job.quiet);
    }

    private static void take(LoopEnd end, AdmmProblem job) {
        job.status = end.status();
        job.x = end.x();
        for (int i = 0; i < job.upsilon.length; i++) {
            job.upsilon[i] = end.upsilon()[i];
            job.bRe[i] = end.b().re()[i];
            job.bIm[i] = end.b().im()[i];
        }
        System.arraycopy(end.z(), 0, job.z, 0, job.z.length);
        job.rho = end.rho();
        job.mu = end.mu();
        job.primal = end.primal();
        job.stepLength = end.stepLength();
        job.violation = end.violation();
        job.lastViolation = end.lastViolation();
        job.rate = end.rate();
        job.mixer.radius(end.mixerRadius());
        job.outer = end.outer();
        job.inner = end.inner();
        job.quiet = end.quiet();
    }

    @Override
    public void close() {
        // the device is not this batch's
    }
}
