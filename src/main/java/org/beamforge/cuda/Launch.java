package org.beamforge.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import org.beamforge.control.SolveStatus;

/**
 * What a {@link LaunchSlot} runs. Its memory is one block: the input, copied to the device; the
 * results, copied back; then what stays on the device. The first two lie in pinned memory, too.
 */
interface Launch {
    /** Bytes of the input, a multiple of 16. */
    long inputBytes();

    /** Bytes of the results, which follow the input. */
    long resultBytes();

    /** Bytes of what only the device sees, which follows the results. */
    long scratchBytes();

    /** Kernel and shape, for messages. */
    String what();

    /** Writes the input. */
    void pack(ByteBuffer input);

    /**
     * Enqueues the kernels.
     *
     * @param base the memory on the device
     * @param stop a word in device memory; not zero asks to stop
     * @param again whether the launch goes on after {@link #unfinished}
     */
    void enqueue(CUdeviceptr base, CUdeviceptr stop, CUstream stream, boolean again);

    /** Whether the kernels have to be enqueued once more, given the results so far. */
    default boolean unfinished(ByteBuffer results) {
        return false;
    }

    /**
     * Takes the results.
     *
     * @param stopped the status of what a request to stop overtook
     */
    void collect(ByteBuffer results, SolveStatus stopped);

    /** The same in two halves; empty if it cannot be divided. */
    List<Launch> halves();
}
