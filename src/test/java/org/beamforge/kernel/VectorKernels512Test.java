package org.beamforge.kernel;

/** The contract on the 512-bit tiles, at every size (emulated where the machine has less). */
final class VectorKernels512Test extends ComplexKernelsContract {
    @Override
    ComplexKernels kernels() {
        return new VectorKernels(true, 0);
    }
}
