package org.beamforge.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SustainedKernelsTest {
    @Test
    void plainKernelsStayWhatTheyAre() {
        assertThat(KernelProvider.plain().sustained()).isSameAs(KernelProvider.plain());
    }

    @Test
    void vectorsOnSmallMatricesGiveTheProductsOfPlainJava() {
        ComplexKernels usual = new VectorKernels(true, VectorKernels.SCALAR_BELOW);
        ComplexKernels sustained = usual.sustained();
        assertThat(sustained.name()).isEqualTo(usual.name());
        assertThat(sustained).isNotSameAs(usual);
        int m = 10;
        int n = 23;
        Random random = new Random(5);
        SplitComplex a = gaussian(m * m, random);
        SplitComplex b = gaussian(m * n, random);
        SplitComplex c = SplitComplex.allocate(m * n);
        SplitComplex expected = SplitComplex.allocate(m * n);
        sustained.multiplyAdjointLeft(m, n, m, a, 0, b, 0, c, 0);
        KernelProvider.plain().multiplyAdjointLeft(m, n, m, a, 0, b, 0, expected, 0);
        for (int i = 0; i < m * n; i++) {
            assertThat(c.re()[i]).isCloseTo(expected.re()[i], within(1e-13));
            assertThat(c.im()[i]).isCloseTo(expected.im()[i], within(1e-13));
        }
    }

    private static SplitComplex gaussian(int length, Random random) {
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = random.nextGaussian();
            z.im()[i] = random.nextGaussian();
        }
        return z;
    }
}
