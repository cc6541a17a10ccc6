package org.beamforge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.BackendStatus;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.model.Instance;

/** Everything the commands ask of the library; tests put a fake in its place. */
interface Application {
    /** Reads an instance; the format follows from the file name. */
    Instance load(Path file) throws IOException;

    /** Draws a network from a seed. */
    Instance generate(ScenarioOptions scenario, long seed);

    void save(Instance instance, Path file) throws IOException;

    Solution solve(
            Instance instance,
            SolveSettings settings,
            ProgressListener listener,
            Cancellation cancellation);

    void writeSolution(Solution solution, Path file) throws IOException;

    void writeSolution(Solution solution, OutputStream out) throws IOException;

    void writeTrace(List<IterationRecord> trace, Path file) throws IOException;

    /** Every engine and whether it can run here. */
    List<BackendStatus> backends();

    /** The kernels of the Java engine, for example {@code vector-512}. */
    String kernels();
}
