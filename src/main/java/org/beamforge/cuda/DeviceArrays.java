package org.beamforge.cuda;

import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.ArrayProducts;

/** The array kernels of one device for {@code StationSubspace}. */
record DeviceArrays(CudaArrays arrays) implements ArrayProducts {
    /**
     * Below this the vectors of a base station (0.4 MB at 50 users) take the CPU a few milliseconds
     * and are not worth a copy; a count, not a measurement.
     */
    private static final int LEAST_ANTENNAS = 512;

    @Override
    public int leastAntennas() {
        return LEAST_ANTENNAS;
    }

    @Override
    public Span span(int count, int length, SplitComplex vectors) {
        CudaArrays.Bases bases = arrays.bases(1, count, length, vectors);
        int size = bases.sizes()[0];
        SplitComplex basis = SplitComplex.allocate(size * length);
        System.arraycopy(bases.basis().re(), 0, basis.re(), 0, size * length);
        System.arraycopy(bases.basis().im(), 0, basis.im(), 0, size * length);
        SplitComplex coordinates = SplitComplex.allocate(count * size);
        for (int v = 0; v < count; v++) {
            System.arraycopy(bases.coordinates().re(), v * count, coordinates.re(), v * size, size);
            System.arraycopy(bases.coordinates().im(), v * count, coordinates.im(), v * size, size);
        }
        return new Span(size, basis, coordinates);
    }

    @Override
    public SplitComplex expand(
            int size, int length, int columns, SplitComplex basis, SplitComplex x) {
        return arrays.expand(1, size, length, columns, basis, x);
    }
}
