package org.beamforge.solver.exactfp;

import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamRates;
import org.beamforge.solver.dual.PivotedFactor;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingFigures;
import org.beamforge.solver.dual.SensingNeed;

/**
 * Turns a covariance split (W, R_r) into beams at full power with as few radar columns as the
 * constraints need, and repairs a point that misses them.
 *
 * <p>Both sensing constraints are homogeneous and concave in R, so scaling to full power only
 * helps, and a convex combination with the covariance of least power is feasible for a large enough
 * share.
 */
public final class PrimalRecovery {
    /** Constraints that hold to this relative accuracy count as met; rounding is far below. */
    private static final double MET = 1e-9;

    /** The square of a larger entry could overflow; no inner step that worked comes near it. */
    private static final double LARGEST = 1e100;

    private final ComplexKernels kernels;

    public PrimalRecovery(ComplexKernels kernels) {
        this.kernels = kernels;
    }

    /** A finished point. */
    public record Beams(
            SplitComplex communication,
            SplitComplex radar,
            int radarColumns,
            double rateNats,
            boolean repaired) {}

    /**
     * @param w communication beams [r, n], overwritten
     * @param radarCovariance R_r: [r, r] positive semidefinite, overwritten
     */
    public Beams recover(BeamProblem problem, SplitComplex w, SplitComplex radarCovariance) {
        int r = problem.dimension();
        int n = problem.users();
        if (!usable(w, r * n) || !usable(radarCovariance, r * r)) {
            // An inner step that broke down leaves nothing to build on: sensing alone is feasible.
            w = SplitComplex.allocate(r * n);
            radarCovariance = SplitComplex.allocate(r * r);
        }
        SplitComplex radar = PivotedFactor.of(radarCovariance, r);
        SensingFigures beams = SensingFigures.ofColumns(r, problem.sensing(), w, n, n);
        for (int columns = 0; columns <= r; columns++) {
            SensingFigures all =
                    beams.plus(SensingFigures.ofColumns(r, problem.sensing(), radar, r, columns));
            if (met(all, problem)) {
                return finish(problem, w, radar, columns, all.power(), false);
            }
        }
        SensingFigures all =
                beams.plus(SensingFigures.ofColumns(r, problem.sensing(), radar, r, r));
        return repair(problem, w, radar, all);
    }

    private static boolean met(SensingFigures figures, BeamProblem problem) {
        return figures.power() > 0
                && figures.scaled(1 / figures.power()).violation(problem.deltaD(), problem.deltaE())
                        <= MET;
    }

    /** Mixes in the covariance of least power, scaled to full power, as little as will do. */
    private Beams repair(
            BeamProblem problem, SplitComplex w, SplitComplex radar, SensingFigures figures) {
        int r = problem.dimension();
        int n = problem.users();
        SensingNeed need = SensingFeasibility.of(problem, kernels);
        SplitComplex safe = need.covariance();
        double safePower = need.upperBound();
        if (!Double.isFinite(safePower)) {
            throw new ArithmeticException(
                    "no covariance meets the sensing constraints (least power "
                            + need.lowerBound()
                            + ")");
        }
        SplitComplex safeColumns = PivotedFactor.of(copy(safe, r * r), r);
        SensingFigures safeFigures =
                SensingFigures.ofColumns(r, problem.sensing(), safeColumns, r, r)
                        .scaled(1 / safePower);
        boolean usable = figures.power() > 1 / LARGEST && figures.power() < LARGEST;
        double scale = usable ? 1 / figures.power() : 0;
        double low = 0;
        double high = 1;
        for (int i = 0; usable && i < 60; i++) {
            double middle = 0.5 * (low + high);
            if (met(figures.scaled(scale).mixedWith(safeFigures, middle), problem)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        double keep = (1 - high) * scale;
        SplitComplex mixed = SplitComplex.allocate(r * r);
        if (usable) {
            // L L^H and not the covariance it came from, which rounding may have made indefinite.
            kernels.gramOfRows(r, r, radar, 0, mixed, 0);
        }
        for (int i = 0; i < r * r; i++) {
            mixed.re()[i] = keep * mixed.re()[i] + high / safePower * safe.re()[i];
            mixed.im()[i] = keep * mixed.im()[i] + high / safePower * safe.im()[i];
        }
        for (int i = 0; i < r * n; i++) {
            w.re()[i] = usable ? w.re()[i] * Math.sqrt(keep) : 0;
            w.im()[i] = usable ? w.im()[i] * Math.sqrt(keep) : 0;
        }
        SplitComplex columns = PivotedFactor.of(mixed, r);
        double power =
                SensingFigures.ofColumns(r, problem.sensing(), w, n, n).power()
                        + SensingFigures.ofColumns(r, problem.sensing(), columns, r, r).power();
        return finish(problem, w, columns, r, power, true);
    }

    private Beams finish(
            BeamProblem problem,
            SplitComplex w,
            SplitComplex factor,
            int columns,
            double power,
            boolean repaired) {
        int r = problem.dimension();
        int n = problem.users();
        double amplitude = 1 / Math.sqrt(power);
        for (int i = 0; i < r * n; i++) {
            w.re()[i] *= amplitude;
            w.im()[i] *= amplitude;
        }
        SplitComplex radar = SplitComplex.allocate(r * columns);
        for (int i = 0; i < r; i++) {
            for (int c = 0; c < columns; c++) {
                radar.re()[i * columns + c] = amplitude * factor.re()[i * r + c];
                radar.im()[i * columns + c] = amplitude * factor.im()[i * r + c];
            }
        }
        double rate = BeamRates.meanNats(problem, w, radar, columns, columns, kernels);
        return new Beams(w, radar, columns, rate, repaired);
    }

    private static SplitComplex copy(SplitComplex z, int length) {
        SplitComplex out = SplitComplex.allocate(length);
        System.arraycopy(z.re(), 0, out.re(), 0, length);
        System.arraycopy(z.im(), 0, out.im(), 0, length);
        return out;
    }

    private static boolean usable(SplitComplex z, int length) {
        for (int i = 0; i < length; i++) {
            if (!(Math.abs(z.re()[i]) < LARGEST && Math.abs(z.im()[i]) < LARGEST)) {
                return false;
            }
        }
        return true;
    }
}
