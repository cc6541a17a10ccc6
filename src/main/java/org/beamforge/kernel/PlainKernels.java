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
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double[] cr = c.re();
        double[] ci = c.im();
        for (int i = 0; i < m; i++) {
            int row = cOffset + i * n;
            for (int j = 0; j < n; j++) {
                cr[row + j] = 0;
                ci[row + j] = 0;
            }
            for (int p = 0; p < k; p++) {
                double xr = ar[aOffset + i * k + p];
                double xi = ai[aOffset + i * k + p];
                int from = bOffset + p * n;
                for (int j = 0; j < n; j++) {
                    cr[row + j] += xr * br[from + j] - xi * bi[from + j];
                    ci[row + j] += xr * bi[from + j] + xi * br[from + j];
                }
            }
        }
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
        double[] ar = a.re();
        double[] ai = a.im();
        double[] br = b.re();
        double[] bi = b.im();
        double[] cr = c.re();
        double[] ci = c.im();
        for (int i = 0; i < m; i++) {
            int row = cOffset + i * n;
            for (int j = 0; j < n; j++) {
                cr[row + j] = 0;
                ci[row + j] = 0;
            }
            for (int p = 0; p < k; p++) {
                double xr = ar[aOffset + p * m + i];
                double xi = -ai[aOffset + p * m + i];
                int from = bOffset + p * n;
                for (int j = 0; j < n; j++) {
                    cr[row + j] += xr * br[from + j] - xi * bi[from + j];
                    ci[row + j] += xr * bi[from + j] + xi * br[from + j];
                }
            }
        }
    }

    @Override
    public void gramOfRows(int n, int k, SplitComplex a, int aOffset, SplitComplex c, int cOffset) {
        double[] ar = a.re();
        double[] ai = a.im();
        double[] cr = c.re();
        double[] ci = c.im();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sr = 0;
                double si = 0;
                int x = aOffset + i * k;
                int y = aOffset + j * k;
                for (int p = 0; p < k; p++) {
                    sr += ar[x + p] * ar[y + p] + ai[x + p] * ai[y + p];
                    si += ai[x + p] * ar[y + p] - ar[x + p] * ai[y + p];
                }
                cr[cOffset + i * n + j] = sr;
                ci[cOffset + i * n + j] = i == j ? 0 : si;
                cr[cOffset + j * n + i] = sr;
                ci[cOffset + j * n + i] = i == j ? 0 : -si;
            }
        }
    }

    @Override
    public boolean cholesky(int n, SplitComplex a, int aOffset) {
        double[] re = a.re();
        double[] im = a.im();
        for (int j = 0; j < n; j++) {
            int rj = aOffset + j * n;
            double pivot = re[rj + j];
            for (int p = 0; p < j; p++) {
                pivot -= re[rj + p] * re[rj + p] + im[rj + p] * im[rj + p];
            }
            if (!(pivot > 0) || Double.isInfinite(pivot)) {
                return false;
            }
            double root = Math.sqrt(pivot);
            double inverse = 1 / root;
            re[rj + j] = root;
            im[rj + j] = 0;
            for (int i = j + 1; i < n; i++) {
                int ri = aOffset + i * n;
                double sr = re[ri + j];
                double si = im[ri + j];
                for (int p = 0; p < j; p++) {
                    sr -= re[ri + p] * re[rj + p] + im[ri + p] * im[rj + p];
                    si -= im[ri + p] * re[rj + p] - re[ri + p] * im[rj + p];
                }
                re[ri + j] = sr * inverse;
                im[ri + j] = si * inverse;
            }
        }
        return true;
    }

    @Override
    public void invertLower(int n, SplitComplex l, int lOffset) {
        double[] re = l.re();
        double[] im = l.im();
        // Row i of X = L^-1 from the rows above it: X_ij = -(1/L_ii) sum_{j<=p<i} L_ip X_pj.
        for (int i = 0; i < n; i++) {
            int ri = lOffset + i * n;
            double inverse = 1 / re[ri + i];
            for (int j = 0; j < i; j++) {
                double sr = 0;
                double si = 0;
                for (int p = j; p < i; p++) {
                    int rp = lOffset + p * n + j;
                    double xr = re[ri + p];
                    double xi = im[ri + p];
                    sr += xr * re[rp] - xi * im[rp];
                    si += xr * im[rp] + xi * re[rp];
                }
                // L_ij is used for column j only from here on down to p = j, so it may go now.
                re[ri + j] = -sr * inverse;
                im[ri + j] = -si * inverse;
            }
            re[ri + i] = inverse;
            im[ri + i] = 0;
        }
    }

    @Override
    public void adjointTimesLower(int n, SplitComplex x, int xOffset, SplitComplex g, int gOffset) {
        double[] xr = x.re();
        double[] xi = x.im();
        double[] gr = g.re();
        double[] gi = g.im();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sr = 0;
                double si = 0;
                for (int p = i; p < n; p++) {
                    int row = xOffset + p * n;
                    sr += xr[row + i] * xr[row + j] + xi[row + i] * xi[row + j];
                    si += xr[row + i] * xi[row + j] - xi[row + i] * xr[row + j];
                }
                gr[gOffset + i * n + j] = sr;
                gi[gOffset + i * n + j] = i == j ? 0 : si;
                gr[gOffset + j * n + i] = sr;
                gi[gOffset + j * n + i] = i == j ? 0 : -si;
            }
        }
    }
}
