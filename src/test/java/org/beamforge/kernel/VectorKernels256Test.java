package org.beamforge.kernel;

/** The contract on the 256-bit tiles, at every size. */
final class VectorKernels256Test extends ComplexKernelsContract {
    @Override
    ComplexKernels kernels() {
        return new VectorKernels(false, 0);
    }
}
