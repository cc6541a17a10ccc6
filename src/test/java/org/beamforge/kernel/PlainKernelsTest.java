package org.beamforge.kernel;

/** The contract on the scalar provider. */
final class PlainKernelsTest extends ComplexKernelsContract {
    @Override
    ComplexKernels kernels() {
        return new PlainKernels();
    }
}
