package org.beamforge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.BackendStatus;
import org.beamforge.Backends;
import org.beamforge.Beamforge;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.io.InstanceFiles;
import org.beamforge.io.SolutionFiles;
import org.beamforge.io.TraceCsv;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.Instance;
import org.beamforge.model.scenario.ScenarioGenerator;

/** The library behind the command line. */
final class BeamforgeApplication implements Application {
    @Override
    public Instance load(Path file) {
        return InstanceFiles.read(file);
    }

    @Override
    public Instance generate(ScenarioOptions scenario, long seed) {
        return ScenarioGenerator.generate(scenario.settings(seed));
    }

    @Override
    public void save(Instance instance, Path file) {
        InstanceFiles.write(instance, file);
    }

    @Override
    public Solution solve(
            Instance instance,
            SolveSettings settings,
            ProgressListener listener,
            Cancellation cancellation) {
        return Beamforge.solve(instance, settings, listener, cancellation);
    }

    @Override
    public void writeSolution(Solution solution, Path file) {
        SolutionFiles.write(solution, file);
    }

    @Override
    public void writeSolution(Solution solution, OutputStream out) throws IOException {
        SolutionFiles.write(solution, out);
    }

    @Override
    public TraceFile openTrace(Path file) {
        TraceCsv csv = new TraceCsv(file);
        return new TraceFile() {
            @Override
            public void iteration(IterationRecord record) {
                csv.iteration(record);
            }

            @Override
            public void detail(IterationRecord record) {
                csv.iteration(record);
            }

            @Override
            public void close() {
                csv.close();
            }
        };
    }

    @Override
    public List<BackendStatus> backends() {
        return Backends.list();
    }

    @Override
    public String kernels() {
        return KernelProvider.best().name();
    }
}
