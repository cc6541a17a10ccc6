package org.beamforge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.BackendStatus;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.control.Cancellation;
import org.beamforge.control.ProgressListener;
import org.beamforge.model.Instance;

/**
 * Everything the commands ask of the library; tests put a fake in its place. Files that cannot be
 * read or written are complained about with an {@link org.beamforge.model.InvalidInputException}.
 */
interface Application {
    /** Reads an instance; the format follows from the file name. */
    Instance load(Path file);

    /** Draws a network from a seed. */
    Instance generate(ScenarioOptions scenario, long seed);

    void save(Instance instance, Path file);

    Solution solve(
            Instance instance,
            SolveSettings settings,
            ProgressListener listener,
            Cancellation cancellation);

    void writeSolution(Solution solution, Path file);

    void writeSolution(Solution solution, OutputStream out) throws IOException;

    /** Creates a trace file; every iteration it is told of is in the file at once. */
    TraceFile openTrace(Path file);

    /** A trace file that is being written. */
    interface TraceFile extends ProgressListener, AutoCloseable {
        /** Closes the file; complains if a row could not be written. */
        @Override
        void close();
    }

    /** Every engine and whether it can run here. */
    List<BackendStatus> backends();

    /** The kernels of the Java engine, for example {@code vector-512}. */
    String kernels();
}
