package org.beamforge.kernel;

/** What {@link KernelProviderTest} runs in a JVM of its own: says the choice and uses it. */
final class KernelProbe {
    private KernelProbe() {}

    public static void main(String[] args) {
        ComplexKernels kernels = KernelProvider.best();
        int n = 24;
        SplitComplex a = SplitComplex.allocate(n * n);
        SplitComplex c = SplitComplex.allocate(n * n);
        for (int i = 0; i < n; i++) {
            a.im()[i * n + i] = 3;
        }
        kernels.multiply(n, n, n, a, 0, a, 0, c, 0);
        boolean works = c.re()[0] == -9 && c.re()[n * n - 1] == -9 && c.re()[1] == 0;
        System.out.println(KernelProvider.description() + "; works: " + works);
    }
}
