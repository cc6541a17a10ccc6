package org.beamforge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.BackendKind;
import org.beamforge.BackendStatus;
import org.beamforge.Beamforge;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.kernel.PlainKernels;
import org.beamforge.model.Instance;

/** The library behind the command line. */
final class BeamforgeApplication implements Application {
    @Override
    public Instance load(Path file) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public Instance generate(ScenarioOptions scenario, long seed) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void save(Instance instance, Path file) {
        throw new UnsupportedOperationException("under construction");
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
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void writeSolution(Solution solution, OutputStream out) throws IOException {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public TraceFile openTrace(Path file) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public List<BackendStatus> backends() {
        String device =
                "CPU, %d processors, %s kernels"
                        .formatted(Runtime.getRuntime().availableProcessors(), kernels());
        return List.of(
                new BackendStatus(BackendKind.JAVA, true, device, ""),
                new BackendStatus(BackendKind.ND4J, false, "", "not part of this build"),
                new BackendStatus(BackendKind.CUDA, false, "", "not part of this build"));
    }

    @Override
    public String kernels() {
        return new PlainKernels().name();
    }
}
