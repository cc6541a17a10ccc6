package org.beamforge.tensor;

import org.beamforge.kernel.KernelProvider;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class Nd4jTensorEngineTest extends LinearMapsContract {
    @Override
    TensorEngine engine() {
        return Engines.create(Engines.ND4J, KernelProvider.plain());
    }
}
