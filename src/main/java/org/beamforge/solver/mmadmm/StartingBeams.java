package org.beamforge.solver.mmadmm;

import java.util.SplittableRandom;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.dual.PivotedFactor;
import org.beamforge.solver.dual.SensingFigures;
import org.beamforge.solver.dual.SensingNeed;

/**
 * Feasible beams for Algorithm 2 to start from: communication beams of equal power, mixed with the
 * covariance that meets the sensing constraints at least power, scaled to full power. (59b) needs a
 * start that meets (27a); meeting (27b) as well starts the duals near their final size.
 */
final class StartingBeams {
    /** Regularisation of zero-forcing over the mean channel gain; 0 stands for matched filters. */
    private static final double[] REGULARISATION = {0, 1, 0.03};

    /** Share of the covariance of least power beyond what the constraints need. */
    private static final double MARGIN = 0.02;

    private final ComplexKernels kernels;

    StartingBeams(ComplexKernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Beams X: [p, cols] of full power, the n communication beams first, then at most three radar
     * beams; the other columns are zero.
     */
    SplitComplex of(
            BeamProblem problem,
            SensingNeed need,
            int cols,
            int start,
            Initialisation initialisation,
            long seed) {
        int p = problem.dimension();
        int n = problem.users();
        SplitComplex beams = directions(problem, start, initialisation, seed);
        scale(beams, 1 / Math.sqrt(power(beams)));
        SplitComplex safe = SplitComplex.allocate(p * p);
        System.arraycopy(need.covariance().re(), 0, safe.re(), 0, p * p);
        System.arraycopy(need.covariance().im(), 0, safe.im(), 0, p * p);
        SplitComplex radar = PivotedFactor.of(safe, p);
        scale(radar, 1 / Math.sqrt(power(radar)));
        SensingFigures ofBeams = SensingFigures.ofColumns(p, problem.sensing(), beams, n, n);
        SensingFigures ofRadar = SensingFigures.ofColumns(p, problem.sensing(), radar, p, p);
        double low = 0;
        double high = 1;
        for (int i = 0; i < 50; i++) {
            double middle = 0.5 * (low + high);
            SensingFigures mixed = ofBeams.mixedWith(ofRadar, middle);
            if (mixed.violation(problem.deltaD(), problem.deltaE()) <= 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        double share = high + MARGIN * (1 - high);
        return absorbed(problem, beams, 1 - share, radar, share, cols);
    }

    /**
     * Lets the communication beams carry as much of the sensing power as they can. User i gets the
     * share R_i = own/n u_i u_i^H + sensing/n R_s of the covariance; w_i = R_i h_i / sqrt(h_i^H R_i
     * h_i) receives all that h_i hears of it, and the rest R_i - w_i w_i^H, which h_i does not
     * hear, goes to the radar beams. The total covariance, and with it every constraint, stays the
     * same.
     */
    private SplitComplex absorbed(
            BeamProblem problem,
            SplitComplex beams,
            double own,
            SplitComplex radar,
            double sensing,
            int cols) {
        int p = problem.dimension();
        int n = problem.users();
        SplitComplex h = problem.channels();
        SplitComplex heard = SplitComplex.allocate(p * n);
        SplitComplex w = SplitComplex.allocate(p * n);
        kernels.multiplyAdjointLeft(p, n, p, radar, 0, h, 0, heard, 0);
        kernels.multiply(p, n, p, radar, 0, heard, 0, w, 0); // R_s H
        SplitComplex rest = SplitComplex.allocate(p * p);
        kernels.gramOfRows(p, p, radar, 0, rest, 0);
        scale(rest, sensing);
        for (int j = 0; j < n; j++) {
            double sr = 0; // u_j^H h_j
            double si = 0;
            for (int i = j; i < p * n; i += n) {
                sr += beams.re()[i] * h.re()[i] + beams.im()[i] * h.im()[i];
                si += beams.re()[i] * h.im()[i] - beams.im()[i] * h.re()[i];
            }
            double received = 0;
            for (int i = j; i < p * n; i += n) {
                double re = beams.re()[i] * sr - beams.im()[i] * si;
                double im = beams.re()[i] * si + beams.im()[i] * sr;
                w.re()[i] = own * re + sensing / n * w.re()[i];
                w.im()[i] = own * im + sensing / n * w.im()[i];
                received += h.re()[i] * w.re()[i] + h.im()[i] * w.im()[i];
            }
            boolean deaf = !(received > 0);
            for (int i = j; i < p * n; i += n) {
                w.re()[i] = deaf ? Math.sqrt(own) * beams.re()[i] : w.re()[i] / Math.sqrt(received);
                w.im()[i] = deaf ? Math.sqrt(own) * beams.im()[i] : w.im()[i] / Math.sqrt(received);
            }
            addOuter(p, n, j, beams, own, rest);
            addOuter(p, n, j, w, -1, rest);
        }
        SplitComplex columns = PivotedFactor.of(rest, p);
        SplitComplex x = SplitComplex.allocate(p * cols);
        int radarColumns = Math.min(p, cols - n);
        for (int i = 0; i < p; i++) {
            System.arraycopy(w.re(), i * n, x.re(), i * cols, n);
            System.arraycopy(w.im(), i * n, x.im(), i * cols, n);
            System.arraycopy(columns.re(), i * p, x.re(), i * cols + n, radarColumns);
            System.arraycopy(columns.im(), i * p, x.im(), i * cols + n, radarColumns);
        }
        return x;
    }

    /** C += factor x x^H for column j of x: [p, n]. */
    private static void addOuter(
            int p, int n, int j, SplitComplex x, double factor, SplitComplex c) {
        for (int a = 0; a < p; a++) {
            double ar = factor * x.re()[a * n + j];
            double ai = factor * x.im()[a * n + j];
            for (int b = 0; b < p; b++) {
                double br = x.re()[b * n + j];
                double bi = x.im()[b * n + j];
                c.re()[a * p + b] += ar * br + ai * bi;
                c.im()[a * p + b] += ai * br - ar * bi;
            }
        }
    }

    /** Directions of the communication beams with equal norms: [p, n]. */
    private SplitComplex directions(
            BeamProblem problem, int start, Initialisation initialisation, long seed) {
        int p = problem.dimension();
        int n = problem.users();
        SplitComplex h = problem.channels();
        SplitComplex beams = SplitComplex.allocate(p * n);
        if (start == 0 && initialisation == Initialisation.RCG) {
            SplitComplex dominant = RiemannianConjugateGradient.dominantDirection(p, n, h);
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < n; j++) {
                    beams.re()[i * n + j] = dominant.re()[i];
                    beams.im()[i * n + j] = dominant.im()[i];
                }
            }
            matchUnheard(p, n, h, beams);
            return beams;
        }
        if (!zeroForcing(p, n, h, REGULARISATION[start % REGULARISATION.length], beams)) {
            System.arraycopy(h.re(), 0, beams.re(), 0, p * n);
            System.arraycopy(h.im(), 0, beams.im(), 0, p * n);
        }
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + start);
        for (int j = 0; j < n; j++) {
            double norm = 0;
            for (int i = 0; i < p; i++) {
                norm += square(beams, i * n + j);
            }
            double power = start < REGULARISATION.length ? 1 : Math.exp(6 * random.nextDouble());
            for (int i = 0; i < p; i++) {
                if (norm > 0) {
                    beams.re()[i * n + j] *= Math.sqrt(power / norm);
                    beams.im()[i * n + j] *= Math.sqrt(power / norm);
                } else {
                    beams.re()[i * n + j] = i == 0 ? 1 : 0; // a user without a channel
                }
            }
        }
        return beams;
    }

    /** A user who does not hear the common beam would stay at rate 0: it gets a matched filter. */
    private static void matchUnheard(int p, int n, SplitComplex h, SplitComplex beams) {
        for (int j = 0; j < n; j++) {
            double norm = 0;
            double sr = 0;
            double si = 0;
            for (int i = 0; i < p; i++) {
                int at = i * n + j;
                norm += square(h, at);
                sr += h.re()[at] * beams.re()[at] + h.im()[at] * beams.im()[at];
                si += h.re()[at] * beams.im()[at] - h.im()[at] * beams.re()[at];
            }
            if (norm > 0 && sr * sr + si * si < 1e-12 * norm) {
                for (int i = 0; i < p; i++) {
                    beams.re()[i * n + j] = h.re()[i * n + j] / Math.sqrt(norm);
                    beams.im()[i * n + j] = h.im()[i * n + j] / Math.sqrt(norm);
                }
            }
        }
    }

    /** (H H^H + c I)^-1 H; false if c is zero or the factorisation fails. */
    private boolean zeroForcing(
            int p, int n, SplitComplex h, double regularisation, SplitComplex beams) {
        double trace = power(h);
        if (!(regularisation > 0) || !(trace > 0)) {
            return false;
        }
        SplitComplex factor = SplitComplex.allocate(p * p);
        SplitComplex inverse = SplitComplex.allocate(p * p);
        kernels.gramOfRows(p, n, h, 0, factor, 0);
        for (int i = 0; i < p; i++) {
            factor.re()[i * p + i] += regularisation * trace / n;
        }
        if (!kernels.cholesky(p, factor, 0)) {
            return false;
        }
        kernels.invertLower(p, factor, 0);
        kernels.adjointTimesLower(p, factor, 0, inverse, 0);
        kernels.multiply(p, n, p, inverse, 0, h, 0, beams, 0);
        return true;
    }

    private static double power(SplitComplex z) {
        double sum = 0;
        for (int i = 0; i < z.length(); i++) {
            sum += square(z, i);
        }
        return sum;
    }

    private static void scale(SplitComplex z, double factor) {
        for (int i = 0; i < z.length(); i++) {
            z.re()[i] *= factor;
            z.im()[i] *= factor;
        }
    }

    private static double square(SplitComplex z, int at) {
        return z.re()[at] * z.re()[at] + z.im()[at] * z.im()[at];
    }
}
