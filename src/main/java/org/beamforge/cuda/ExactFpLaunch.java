package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;

/** Problems for the kernel of exact-fp, one block each. */
final class ExactFpLaunch implements Launch {
    static final String KERNEL = "beamforge_exact_fp";

    private final CUfunction function;
    private final String device;
    private final ChunkPlan.Chunk chunk;
    private final List<BeamProblem> problems;
    private final BeamSettings settings;
    private final BeamResult[] results;
    private final long recordBytes;
    private final long inputs;
    private final long outputs;

    /**
     * @param chunk positions in {@code problems} and {@code results}
     */
    ExactFpLaunch(
            CUfunction function,
            String device,
            ChunkPlan.Chunk chunk,
            List<BeamProblem> problems,
            BeamSettings settings,
            BeamResult[] results) {
        this.function = function;
        this.device = device;
        this.chunk = chunk;
        this.problems = problems;
        this.settings = settings;
        this.results = results;
        long in = 0;
        long out = 0;
        for (int i : chunk.members()) {
            BeamProblem p = problems.get(i);
            in += ProblemBatch.inputLength(p.dimension(), p.users());
            out += ProblemBatch.outputLength(p.dimension(), p.users());
        }
        inputs = in;
        outputs = out;
        recordBytes = (ProblemBatch.RECORD_BYTES * (long) count() + 15) / 16 * 16;
    }

    private int count() {
        return chunk.members().size();
    }

    private boolean global() {
        return chunk.variant().global();
    }

    @Override
    public long inputBytes() {
        return recordBytes + inputs * ProblemBatch.COMPLEX_BYTES;
    }

    @Override
    public long resultBytes() {
        return (long) ProblemBatch.RESULT_BYTES * count() + outputs * ProblemBatch.COMPLEX_BYTES;
    }

    @Override
    public long scratchBytes() {
        return outputs * ProblemBatch.COMPLEX_BYTES + (global() ? chunk.stateBytes() * count() : 0);
    }

    @Override
    public String what() {
        return "%s, %d problems of %d threads, state %d bytes each, on %s"
                .formatted(KERNEL, count(), chunk.variant().threads, chunk.stateBytes(), device);
    }

    @Override
    public void pack(ByteBuffer to) {
        ByteBuffer records = to.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer input = to.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        input.position(Math.toIntExact(recordBytes));
        long in = 0;
        long out = 0;
        for (int i : chunk.members()) {
            BeamProblem p = problems.get(i);
            ProblemBatch.putRecord(records, p, in, out);
            ProblemBatch.putInput(input, p);
            in += ProblemBatch.inputLength(p.dimension(), p.users());
            out += ProblemBatch.outputLength(p.dimension(), p.users());
        }
    }

    @Override
    public void enqueue(CUdeviceptr base, CUdeviceptr stop, CUstream stream, boolean again) {
        byte[] settingsBytes = new byte[ProblemBatch.SETTINGS_BYTES];
        ProblemBatch.putSettings(
                ByteBuffer.wrap(settingsBytes).order(ByteOrder.LITTLE_ENDIAN), settings);
        long firstOutput = inputBytes() + (long) ProblemBatch.RESULT_BYTES * count();
        long scratchAt = inputBytes() + resultBytes();
        long workspaceAt = scratchAt + outputs * ProblemBatch.COMPLEX_BYTES;
        Pointer parameters =
                Pointer.to(
                        Pointer.to(base),
                        Pointer.to(settingsBytes),
                        Pointer.to(base.withByteOffset(recordBytes)),
                        Pointer.to(base.withByteOffset(firstOutput)),
                        Pointer.to(base.withByteOffset(scratchAt)),
                        Pointer.to(base.withByteOffset(inputBytes())),
                        Pointer.to(global() ? base.withByteOffset(workspaceAt) : new CUdeviceptr()),
                        Pointer.to(new long[] {chunk.stateBytes()}),
                        Pointer.to(stop));
        Driver.check(
                cuLaunchKernel(
                        function,
                        count(),
                        1,
                        1,
                        chunk.variant().threads,
                        1,
                        1,
                        chunk.sharedBytes(),
                        stream,
                        parameters,
                        null),
                "cuLaunchKernel",
                what());
    }

    @Override
    public void collect(ByteBuffer from, SolveStatus stopped) {
        ByteBuffer records = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer outputs = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        outputs.position(from.position() + ProblemBatch.RESULT_BYTES * count());
        for (int i : chunk.members()) {
            results[i] = ProblemBatch.takeResult(records, outputs, problems.get(i), stopped);
        }
    }

    @Override
    public List<Launch> halves() {
        return chunk.halves().stream()
                .<Launch>map(
                        half ->
                                new ExactFpLaunch(
                                        function, device, half, problems, settings, results))
                .toList();
    }
}
