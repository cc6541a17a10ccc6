package org.beamforge.tensor;

import org.beamforge.kernel.KernelProvider;

class JavaTensorEngineTest extends LinearMapsContract {
    @Override
    TensorEngine engine() {
        return Engines.create(Engines.JAVA, KernelProvider.best());
    }
}
