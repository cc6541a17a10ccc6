package org.beamforge.kernel;

/** The provider in plain Java, for JVMs started without the Vector API module. */
public final class PlainKernels implements ComplexKernels {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void multiply(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset) {
        PlainProducts.product(m, n, k, a, aOffset, k, 1, 1, b, bOffset, c, cOffset);
    }

    @Override
    public void multiplyAdjointLeft(
            int m,
            int n,
            int k,
            SplitComplex a,
            int aOffset,
            SplitComplex b,
            int bOffset,
            SplitComplex c,
            int cOffset) {
        PlainProducts.product(m, n, k, a, aOffset, 1, m, -1, b, bOffset, c, cOffset);
    }

    @Override
    public void gramOfRows(int n, int k, SplitComplex a, int aOffset, SplitComplex c, int cOffset) {
        PlainProducts.gramOfRows(n, k, a, aOffset, c, cOffset);
    }

    @Override
    public boolean cholesky(int n, SplitComplex a, int aOffset) {
        return PlainTriangles.cholesky(n, a.re(), a.im(), aOffset, n);
    }

    @Override
    public void invertLower(int n, SplitComplex l, int lOffset) {
        PlainTriangles.invertLower(n, l.re(), l.im(), lOffset, n);
    }

    @Override
    public void adjointTimesLower(int n, SplitComplex x, int xOffset, SplitComplex g, int gOffset) {
        PlainTriangles.adjointTimesLower(n, x.re(), x.im(), xOffset, g.re(), g.im(), gOffset);
    }

    @Override
    public double solveTridiagonal(
            int n,
            int cols,
            double[] inversePivots,
            double[] multipliers,
            SplitComplex x,
            int xOffset,
            SplitComplex z,
            int zOffset) {
        return PlainTridiagonal.solve(n, cols, inversePivots, multipliers, x, xOffset, z, zOffset);
    }
}
