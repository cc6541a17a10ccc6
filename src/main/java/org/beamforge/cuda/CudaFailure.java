package org.beamforge.cuda;

/** A call of the CUDA driver failed; the message names the call, the kernel and the shape. */
public final class CudaFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int OUT_OF_MEMORY = 2;

    private final int code;

    CudaFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The driver's code ({@code CUresult}). */
    public int code() {
        return code;
    }

    boolean outOfMemory() {
        return code == OUT_OF_MEMORY;
    }
}
