package org.beamforge.solver;

import java.util.Random;

/**
 * A general-purpose optimiser of the true problem, as an opponent: augmented Lagrangian with L-BFGS
 * over beams W = [W_c, W_r] normalised to full power, from several starts. It knows neither
 * fractional programming nor covariances; constraints are taken as logarithms.
 */
public final class DirectOracle {
    private static final int MEMORY = 12;

    private final BeamProblem problem;
    private final int r;
    private final int n;
    private final int cols;
    private final double[] multiplier = new double[2];
    private double penalty;
    private final double[] slack = new double[2];
    private double rate;

    /**
     * @param radarColumns columns of W_r
     */
    public DirectOracle(BeamProblem problem, int radarColumns) {
        this.problem = problem;
        r = problem.dimension();
        n = problem.users();
        cols = n + radarColumns;
    }

    /** Number of real variables. */
    public int variables() {
        return 2 * r * cols;
    }

    /** Best mean rate in nats over all starts among points feasible to {@code tolerance}. */
    public double best(int starts, long seed, double tolerance) {
        Random random = new Random(seed);
        double best = Double.NEGATIVE_INFINITY;
        for (int start = 0; start < starts; start++) {
            double[] x = startingPoint(start, random);
            solve(x);
            value(x, null);
            if (Math.min(slack[0], slack[1]) >= -tolerance) {
                best = Math.max(best, rate);
            }
        }
        return best;
    }

    /** Random beams, in every other start together with matched filters and target beams. */
    private double[] startingPoint(int start, Random random) {
        double[] x = new double[variables()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextGaussian() * (start % 2 == 0 ? 1 : 0.1);
        }
        if (start % 2 == 1) {
            for (int j = 0; j < n; j++) {
                double weight = Math.exp(4 * random.nextDouble() - 2);
                addColumn(x, j, problem.channels().re(), problem.channels().im(), n, j, weight);
            }
            for (int j = n; j < cols; j++) {
                addColumn(x, j, problem.sensing().re(), problem.sensing().im(), 3, j % 3, 1);
            }
        }
        return normalised(x);
    }

    private void addColumn(
            double[] x, int to, double[] re, double[] im, int stride, int from, double weight) {
        double norm = 0;
        for (int i = 0; i < r; i++) {
            norm += re[i * stride + from] * re[i * stride + from];
            norm += im[i * stride + from] * im[i * stride + from];
        }
        double factor = norm > 0 ? weight * Math.sqrt(r) / Math.sqrt(norm) : 0;
        for (int i = 0; i < r; i++) {
            x[2 * (i * cols + to)] += factor * re[i * stride + from];
            x[2 * (i * cols + to) + 1] += factor * im[i * stride + from];
        }
    }

    private static double[] normalised(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        for (int i = 0; i < x.length; i++) {
            x[i] /= Math.sqrt(sum);
        }
        return x;
    }

    private void solve(double[] x) {
        multiplier[0] = 0;
        multiplier[1] = 0;
        penalty = 10;
        double before = Double.POSITIVE_INFINITY;
        for (int outer = 0; outer < 40; outer++) {
            minimise(x, outer < 3 ? 60 : 300);
            normalised(x);
            value(x, null);
            double violation = 0;
            for (int k = 0; k < 2; k++) {
                violation = Math.max(violation, -slack[k]);
                violation = Math.max(violation, Math.min(Math.abs(slack[k]), multiplier[k]));
                multiplier[k] = Math.max(0, multiplier[k] - penalty * slack[k]);
            }
            if (violation < 1e-9) {
                return;
            }
            if (violation > 0.25 * before) {
                penalty = Math.min(1e5, 4 * penalty);
            }
            before = violation;
        }
    }

    /** Augmented Lagrangian of (-rate) and its gradient. */
    public double value(double[] x, double[] gradient) {
        double[] hr = problem.channels().re();
        double[] hi = problem.channels().im();
        double power = 0;
        for (double v : x) {
            power += v * v;
        }
        double[] lr = new double[r * cols]; // gradient of the rate and the constraints in W
        double[] li = new double[r * cols];
        double ofPower = 0; // derivative in ||W||^2
        rate = 0;
        double[] yr = new double[cols];
        double[] yi = new double[cols];
        for (int i = 0; i < n; i++) {
            product(hr, hi, n, i, x, yr, yi);
            double total = power;
            for (int j = 0; j < cols; j++) {
                total += yr[j] * yr[j] + yi[j] * yi[j];
            }
            double own = yr[i] * yr[i] + yi[i] * yi[i];
            double rest = total - own;
            rate += Math.log(total / rest) / n;
            for (int j = 0; j < cols; j++) {
                double c = (1 / total - (j == i ? 0 : 1 / rest)) / n;
                accumulate(lr, li, hr, hi, n, i, j, -2 * c * yr[j], -2 * c * yi[j]);
            }
            ofPower -= (1 / total - 1 / rest) / n;
        }
        double lagrangian = -rate;
        double[] sr = problem.sensing().re();
        double[] si = problem.sensing().im();
        double[] ur = new double[cols];
        double[] ui = new double[cols];
        double[] vr = new double[cols];
        double[] vi = new double[cols];
        product(sr, si, 3, 0, x, yr, yi);
        product(sr, si, 3, 1, x, ur, ui);
        product(sr, si, 3, 2, x, vr, vi);
        double pd = 0;
        double pg = 0;
        double pe = 0;
        double cr = 0;
        double ci = 0;
        for (int j = 0; j < cols; j++) {
            pd += yr[j] * yr[j] + yi[j] * yi[j];
            pg += ur[j] * ur[j] + ui[j] * ui[j];
            pe += vr[j] * vr[j] + vi[j] * vi[j];
            cr += ur[j] * vr[j] + ui[j] * vi[j]; // u^* v
            ci += ur[j] * vi[j] - ui[j] * vr[j];
        }
        double cross = cr * cr + ci * ci;
        double estimation = pg + pe - cross / pg;
        slack[0] = Math.log(pd / (power * problem.deltaD()));
        slack[1] = Math.log(estimation / (power * problem.deltaE()));
        for (int k = 0; k < 2; k++) {
            double push = Math.max(0, multiplier[k] - penalty * slack[k]);
            lagrangian += 0.5 * push * push / penalty;
            if (push == 0) {
                continue;
            }
            ofPower += push / power;
            for (int j = 0; j < cols; j++) {
                if (k == 0) {
                    double c = -2 * push / pd;
                    accumulate(lr, li, sr, si, 3, 0, j, c * yr[j], c * yi[j]);
                } else {
                    double c = -2 * push / estimation;
                    double g = c * (1 + cross / (pg * pg));
                    // d|u^* v|^2: in u: conj(cross) v, in v: cross u, with cross = u^* v.
                    double xr = g * ur[j] - c / pg * (cr * vr[j] + ci * vi[j]);
                    double xi = g * ui[j] - c / pg * (cr * vi[j] - ci * vr[j]);
                    accumulate(lr, li, sr, si, 3, 1, j, xr, xi);
                    double er = c * vr[j] - c / pg * (cr * ur[j] - ci * ui[j]);
                    double ei = c * vi[j] - c / pg * (cr * ui[j] + ci * ur[j]);
                    accumulate(lr, li, sr, si, 3, 2, j, er, ei);
                }
            }
        }
        if (gradient != null) {
            for (int i = 0; i < r * cols; i++) {
                gradient[2 * i] = lr[i] + 2 * ofPower * x[2 * i];
                gradient[2 * i + 1] = li[i] + 2 * ofPower * x[2 * i + 1];
            }
        }
        return lagrangian;
    }

    /** Sets the multipliers and the penalty, for the test of the gradient. */
    public void weigh(double first, double second, double newPenalty) {
        multiplier[0] = first;
        multiplier[1] = second;
        penalty = newPenalty;
    }

    /** y_j = a^H w_j with a the column {@code which} of [r, stride]. */
    private void product(
            double[] ar, double[] ai, int stride, int which, double[] x, double[] yr, double[] yi) {
        for (int j = 0; j < cols; j++) {
            double sr = 0;
            double si = 0;
            for (int i = 0; i < r; i++) {
                double wr = x[2 * (i * cols + j)];
                double wi = x[2 * (i * cols + j) + 1];
                double br = ar[i * stride + which];
                double bi = ai[i * stride + which];
                sr += br * wr + bi * wi;
                si += br * wi - bi * wr;
            }
            yr[j] = sr;
            yi[j] = si;
        }
    }

    /** Adds a (c_r + j c_i) to column j. */
    private void accumulate(
            double[] lr,
            double[] li,
            double[] ar,
            double[] ai,
            int stride,
            int which,
            int j,
            double cr,
            double ci) {
        for (int i = 0; i < r; i++) {
            double br = ar[i * stride + which];
            double bi = ai[i * stride + which];
            lr[i * cols + j] += br * cr - bi * ci;
            li[i * cols + j] += br * ci + bi * cr;
        }
    }

    private void minimise(double[] x, int limit) {
        int size = x.length;
        double[] g = new double[size];
        double f = value(x, g);
        double[][] s = new double[MEMORY][];
        double[][] y = new double[MEMORY][];
        double[] rho = new double[MEMORY];
        double[] alpha = new double[MEMORY];
        int stored = 0;
        for (int iteration = 0; iteration < limit; iteration++) {
            double[] p = g.clone();
            int from = Math.max(0, stored - MEMORY);
            for (int k = stored - 1; k >= from; k--) {
                int at = k % MEMORY;
                alpha[at] = rho[at] * dot(s[at], p);
                add(p, -alpha[at], y[at]);
            }
            if (stored > 0) {
                int at = (stored - 1) % MEMORY;
                scale(p, 1 / (rho[at] * dot(y[at], y[at])));
            } else {
                scale(p, 0.1 / Math.max(1e-300, Math.sqrt(dot(g, g))));
            }
            for (int k = from; k < stored; k++) {
                int at = k % MEMORY;
                add(p, alpha[at] - rho[at] * dot(y[at], p), s[at]);
            }
            double slope = -dot(g, p);
            if (!(slope < 0)) {
                if (stored == 0) {
                    return;
                }
                stored = 0;
                continue;
            }
            double step = 1;
            double[] next = new double[size];
            double[] nextG = new double[size];
            double nextF = f;
            int attempt = 0;
            for (; attempt < 40; attempt++) {
                for (int i = 0; i < size; i++) {
                    next[i] = x[i] - step * p[i];
                }
                nextF = value(next, nextG);
                if (nextF <= f + 1e-4 * step * slope) {
                    break;
                }
                step *= 0.4;
            }
            if (attempt == 40) {
                return;
            }
            double[] ds = new double[size];
            double[] dy = new double[size];
            for (int i = 0; i < size; i++) {
                ds[i] = next[i] - x[i];
                dy[i] = nextG[i] - g[i];
            }
            double curvature = dot(ds, dy);
            if (curvature > 1e-14 * Math.sqrt(dot(ds, ds) * dot(dy, dy))) {
                int at = stored % MEMORY;
                s[at] = ds;
                y[at] = dy;
                rho[at] = 1 / curvature;
                stored++;
            }
            double gain = f - nextF;
            System.arraycopy(next, 0, x, 0, size);
            g = nextG;
            f = nextF;
            if (gain < 1e-13 * Math.max(1, Math.abs(f)) && iteration > 5) {
                return;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] a, double c, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += c * b[i];
        }
    }

    private static void scale(double[] a, double c) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= c;
        }
    }
}
