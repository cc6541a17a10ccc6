package org.beamforge.cuda;

/** Failures of the driver, made to measure. */
public final class CudaFailures {
    private CudaFailures() {}

    public static CudaFailure of(String message) {
        return new CudaFailure(0, message);
    }
}
